// The files of an exported log: what is there, what was read, and how proofs and the list of files are written in them.
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A folder knows every file below it and which of them were read.
type folder struct {
	root string
	seen map[string]bool
	last map[string][]byte
}

func openFolder(root string) (*folder, error) {
	found := &folder{root, map[string]bool{}, map[string][]byte{}}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s: is not a file", path)
		}
		relative, err := filepath.Rel(root, path)
		found.seen[filepath.ToSlash(relative)] = false
		return err
	})
	return found, err
}

// longest is that of a record, 4 MiB; nothing longer is read but the manifest.
const longest = 4 << 20

func (f *folder) read(path string) ([]byte, error) {
	if _, known := f.seen[path]; !known {
		return nil, fmt.Errorf("%s: is missing", path)
	}
	file := filepath.Join(f.root, filepath.FromSlash(path))
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > longest && path != "manifest" || info.Size() > 64<<20 {
		return nil, fmt.Errorf("%s: is too long", path)
	}
	f.seen[path] = true
	return os.ReadFile(file)
}

// readAgain remembers the last files: the tiles of neighbours are mostly the same.
func (f *folder) readAgain(path string) ([]byte, error) {
	if data, known := f.last[path]; known {
		return data, nil
	}
	data, err := f.read(path)
	if len(f.last) >= 64 {
		f.last = map[string][]byte{}
	}
	if err == nil {
		f.last[path] = data
	}
	return data, err
}

func (f *folder) unread() string {
	var left []string
	for path, read := range f.seen {
		if !read {
			left = append(left, path)
		}
	}
	sort.Strings(left)
	if len(left) == 0 {
		return ""
	}
	return left[0]
}

// numbers lists the files `<under>/<number><suffix>`, by number.
func (f *folder) numbers(under, suffix string) ([]int64, error) {
	var numbers []int64
	for path := range f.seen {
		if !strings.HasPrefix(path, under+"/") || !strings.HasSuffix(path, suffix) {
			continue
		}
		digits := strings.TrimSuffix(strings.TrimPrefix(path, under+"/"), suffix)
		number, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || number < 0 || strconv.FormatInt(number, 10) != digits {
			return nil, fmt.Errorf("%s: not accounted for", path)
		}
		numbers = append(numbers, number)
	}
	sort.Slice(numbers, func(i, j int) bool { return numbers[i] < numbers[j] })
	return numbers, nil
}

// parseProof reads a C2SP tlog-proof without extra data, and no byte besides.
func parseProof(file []byte) (int64, tlog.RecordProof, []byte, error) {
	head, note, found := bytes.Cut(file, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, nil, fmt.Errorf("is no proof")
	}
	digits := strings.TrimPrefix(lines[1], "index ")
	index, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || lines[1] != "index "+strconv.FormatInt(index, 10) || index < 0 {
		return 0, nil, nil, fmt.Errorf("has no index")
	}
	proof := tlog.RecordProof{}
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil || hash.String() != line {
			return 0, nil, nil, fmt.Errorf("has a line that is no hash")
		}
		proof = append(proof, hash)
	}
	return index, proof, note, nil
}

// verifyManifest holds the list of what is there against what is there.
func verifyManifest(folder *folder, older []int64, keys []logKey) error {
	data, err := folder.read("manifest")
	if err != nil {
		return err
	}
	expected := "epigraph ledger export v1\n"
	for _, size := range older {
		expected += fmt.Sprintf("checkpoints/%d\n", size)
	}
	for _, key := range keys[1:] {
		expected += fmt.Sprintf("keys/%d\n", key.from)
	}
	records, err := folder.numbers("records", ".json")
	if err != nil {
		return err
	}
	for i := 0; i < len(records); {
		last := i
		for last+1 < len(records) && records[last+1] == records[last]+1 {
			last++
		}
		expected += fmt.Sprintf("records/%d", records[i])
		if last > i {
			expected += fmt.Sprintf("-%d", records[last])
		}
		expected += "\n"
		i = last + 1
	}
	if string(data) != expected {
		return fmt.Errorf("manifest: does not list what is there")
	}
	return nil
}
