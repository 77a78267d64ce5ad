// Verifies an exported access log with Go's own golang.org/x/mod/sumdb/note and tlog: nobody who wrote the ledger wrote those. Shares no code with the ledger; see ../go-verifier.test.ts.
//
// Debian: apt-get install golang-go golang-golang-x-mod-dev, then GO111MODULE=off GOPATH=/usr/share/gocode go build -o /tmp/verify .
// Elsewhere: go mod init verify && go mod tidy && go build -o /tmp/verify .
//
//	verify -key <the log's first key> [-witness <key>]... [-since <checkpoint file>]... <folder>
//
// Says what it verified, or in one line what is wrong, and then ends with 1.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type list []string

func (l *list) String() string         { return strings.Join(*l, " ") }
func (l *list) Set(value string) error { *l = append(*l, value); return nil }

func main() {
	var witnessKeys, since list
	key := flag.String("key", "", "the first key of the log")
	flag.Var(&witnessKeys, "witness", "the key of a witness")
	flag.Var(&since, "since", "a checkpoint that was kept from before")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	said, err := verify(flag.Arg(0), *key, witnessKeys, since)
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}

func verify(root, firstKey string, witnessKeys, since []string) (string, error) {
	witnesses, err := witnessVerifiers(witnessKeys)
	if err != nil {
		return "", err
	}
	folder, err := openFolder(root)
	if err != nil {
		return "", err
	}
	keys, err := keyChain(firstKey, folder)
	if err != nil {
		return "", err
	}
	newest, err := folder.read("checkpoint")
	if err != nil {
		return "", err
	}
	checkpoint, err := openCheckpoint(newest, keys, witnesses, "checkpoint")
	if err != nil {
		return "", err
	}
	hashes := tiles{folder, checkpoint.tree.N}
	if err := hashes.verify(checkpoint.tree.Hash); err != nil {
		return "", err
	}
	records, err := verifyRecords(folder, newest, checkpoint.tree, hashes)
	if err != nil {
		return "", err
	}
	for _, rotated := range keys[1:] {
		if err := verifyOlder(rotated.handover, checkpoint.tree, hashes); err != nil {
			return "", fmt.Errorf("keys/%d: %v", rotated.from, err)
		}
	}
	older, err := folder.numbers("checkpoints", "")
	if err != nil {
		return "", err
	}
	for _, size := range older {
		path := fmt.Sprintf("checkpoints/%d", size)
		data, err := folder.read(path)
		if err != nil {
			return "", err
		}
		if err := verifyOlderNote(data, path, size, keys, witnesses, checkpoint.tree, hashes); err != nil {
			return "", err
		}
	}
	for _, path := range since {
		data, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		if err := verifyOlderNote(data, "since", -1, keys, witnesses, checkpoint.tree, hashes); err != nil {
			return "", err
		}
	}
	if err := verifyManifest(folder, older, keys); err != nil {
		return "", err
	}
	if unread := folder.unread(); unread != "" {
		return "", fmt.Errorf("%s: not accounted for", unread)
	}
	return fmt.Sprintf("verified: %d records in the tree, %d disclosed, %d older checkpoints, %d keys, %d cosignatures", checkpoint.tree.N, records, len(older)+len(since), len(keys), checkpoint.cosignatures), nil
}

// verifyOlder proves that the tree of an older checkpoint is the beginning of this one.
func verifyOlder(old, tree tlog.Tree, hashes tlog.HashReader) error {
	if old.N > tree.N {
		return fmt.Errorf("the log had %d records and has %d now: its tail was cut off", old.N, tree.N)
	}
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("the tree of %d records is not the beginning of this one: %v", old.N, err)
	}
	return nil
}

func verifyOlderNote(data []byte, name string, size int64, keys []logKey, witnesses []note.Verifier, tree tlog.Tree, hashes tlog.HashReader) error {
	old, err := openCheckpoint(data, keys, witnesses, name)
	if err != nil {
		return err
	}
	if size >= 0 && old.tree.N != size {
		return fmt.Errorf("%s: is of %d records", name, old.tree.N)
	}
	if err := verifyOlder(old.tree, tree, hashes); err != nil {
		return fmt.Errorf("%s: %v", name, err)
	}
	return nil
}

// verifyRecords holds each disclosed record against its leaf in the tree and against its own proof file.
func verifyRecords(folder *folder, checkpoint []byte, tree tlog.Tree, hashes tlog.HashReader) (int, error) {
	indexes, err := folder.numbers("records", ".json")
	if err != nil {
		return 0, err
	}
	for _, index := range indexes {
		record, err := folder.read(fmt.Sprintf("records/%d.json", index))
		if err != nil {
			return 0, err
		}
		path := fmt.Sprintf("records/%d.tlog-proof", index)
		file, err := folder.read(path)
		if err != nil {
			return 0, err
		}
		stated, proof, note, err := parseProof(file)
		if err != nil {
			return 0, fmt.Errorf("%s: %v", path, err)
		}
		if stated != index || !bytes.Equal(note, checkpoint) {
			return 0, fmt.Errorf("%s: is of another record or checkpoint", path)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)); err != nil {
			return 0, fmt.Errorf("records/%d: %v", index, err)
		}
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return 0, fmt.Errorf("records/%d: %v", index, err)
		}
		if leaf[0] != tlog.RecordHash(record) {
			return 0, fmt.Errorf("records/%d.json: is not the record that the tree has there", index)
		}
	}
	return len(indexes), nil
}
