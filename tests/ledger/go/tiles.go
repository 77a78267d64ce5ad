// The tree of an exported log, over its C2SP tiles. Each tile is held against the one above it here, because the TileHashReader of x/mod before 0.40.0 leaves some out (CVE-2026-56865).
package main

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A tiles is a tlog.HashReader over the tiles of a tree of this size. What it reads is to be believed after verify.
type tiles struct {
	folder *folder
	size   int64
}

// The height of C2SP's tiles.
const height = 8

// read gives the tile as wide as the tree has it. C2SP has one height: x/mod's `tile/8/0/x001/234` is its `tile/0/x001/234`.
func (t tiles) read(level int, number int64) (tlog.Tile, []byte, error) {
	width := t.size>>(height*level) - number<<height
	if width > 1<<height {
		width = 1 << height
	}
	tile := tlog.Tile{H: height, L: level, N: number, W: int(width)}
	path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	data, err := t.folder.readAgain(path)
	if err != nil {
		return tile, nil, err
	}
	if len(data) != tile.W*tlog.HashSize {
		return tile, nil, fmt.Errorf("%s: has %d bytes", path, len(data))
	}
	return tile, data, nil
}

func (t tiles) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		least := tlog.TileForIndex(height, index)
		tile, data, err := t.read(least.L, least.N)
		if err != nil {
			return nil, err
		}
		if hashes[i], err = tlog.HashFromTile(tile, data, index); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// verify recomputes the root from the tiles, and of each full tile its place on the level above.
func (t tiles) verify(root tlog.Hash) error {
	for level := 0; t.size>>(height*level) > 0; level++ {
		for number := int64(0); number<<height < t.size>>(height*level); number++ {
			tile, data, err := t.read(level, number)
			if err != nil {
				return err
			}
			if tile.W < 1<<height {
				continue // part of the root below
			}
			above, err := t.ReadHashes([]int64{tlog.StoredHashIndex(height*(level+1), number)})
			if err != nil {
				return err
			}
			if fold(data) != above[0] {
				return fmt.Errorf("%s: does not hash to its place on the level above", tile.Path())
			}
		}
	}
	if t.size == 0 {
		return nil // openCheckpoint compared the root of nothing
	}
	recomputed, err := tlog.TreeHash(t.size, t)
	if err != nil {
		return err
	}
	if recomputed != root {
		return fmt.Errorf("the tiles do not hash to the root of the tree of %d records", t.size)
	}
	return nil
}

// fold hashes the hashes of a full tile together.
func fold(data []byte) tlog.Hash {
	if len(data) == tlog.HashSize {
		return *(*tlog.Hash)(data)
	}
	return tlog.NodeHash(fold(data[:len(data)/2]), fold(data[len(data)/2:]))
}
