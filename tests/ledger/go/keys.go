// Whose signatures count: the log's keys, each handed over by the one before, and the witnesses'. Not what they signed about: see main.go.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A logKey signs checkpoints of these sizes, both included. handover is the tree that the key before it vouched for.
type logKey struct {
	verifier    note.Verifier
	from, until int64
	handover    tlog.Tree
}

type checkpoint struct {
	tree         tlog.Tree
	cosignatures int
}

// keyChain follows the statements of key rotation from the first key.
func keyChain(first string, folder *folder) ([]logKey, error) {
	verifier, err := note.NewVerifier(first)
	if err != nil {
		return nil, fmt.Errorf("-key: %v", err)
	}
	keys := []logKey{{verifier: verifier, from: 0, until: math.MaxInt64}}
	sizes, err := folder.numbers("keys", "")
	if err != nil {
		return nil, err
	}
	for _, size := range sizes {
		path := fmt.Sprintf("keys/%d", size)
		data, err := folder.read(path)
		if err != nil {
			return nil, err
		}
		last := &keys[len(keys)-1]
		signed, err := open(data, []note.Verifier{last.verifier})
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		lines := strings.Split(signed.Text, "\n")
		if len(lines) != 6 || lines[0] != "epigraph ledger key" || lines[1] != verifier.Name() || lines[2] != strconv.FormatInt(size, 10) || lines[5] != "" {
			return nil, fmt.Errorf("%s: is no change of this log's keys", path)
		}
		root, err := tlog.ParseHash(lines[3])
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		next, err := note.NewVerifier(lines[4])
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		if next.Name() != verifier.Name() {
			return nil, fmt.Errorf("%s: names another log's key", path)
		}
		last.until = size
		keys = append(keys, logKey{verifier: next, from: size, until: math.MaxInt64, handover: tlog.Tree{N: size, Hash: root}})
	}
	return keys, nil
}

// openCheckpoint reads a C2SP checkpoint that a key in force for its size signed, and nobody who is unknown.
func openCheckpoint(data []byte, keys []logKey, witnesses []note.Verifier, name string) (checkpoint, error) {
	lines := strings.SplitN(string(data), "\n", 4)
	if len(lines) != 4 || !strings.HasPrefix(lines[3], "\n") || lines[0] != keys[0].verifier.Name() {
		return checkpoint{}, fmt.Errorf("%s: is no checkpoint of this log", name)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, fmt.Errorf("%s: has no size", name)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return checkpoint{}, fmt.Errorf("%s: has no root", name)
	}
	if size == 0 && root != tlog.Hash(sha256.Sum256(nil)) {
		return checkpoint{}, fmt.Errorf("%s: is not the root of nothing", name)
	}
	known := append([]note.Verifier{}, witnesses...)
	for _, key := range keys {
		if key.from <= size && size <= key.until {
			known = append(known, key.verifier)
		}
	}
	signed, err := open(data, known)
	if err != nil {
		return checkpoint{}, fmt.Errorf("%s: %v", name, err)
	}
	own := 0
	for _, signature := range signed.Sigs {
		if signature.Name == keys[0].verifier.Name() {
			own++
		}
	}
	if own == 0 || signed.Text != strings.Join(lines[:3], "\n")+"\n" {
		return checkpoint{}, fmt.Errorf("%s: the log did not sign it", name)
	}
	return checkpoint{tlog.Tree{N: size, Hash: root}, len(signed.Sigs) - own}, nil
}

// open is note.Open, but accounts for every byte: it leaves nothing unverified, and the note must be what its parts make up.
func open(data []byte, known []note.Verifier) (*note.Note, error) {
	signed, err := note.Open(data, note.VerifierList(known...))
	if err != nil {
		return nil, err
	}
	if len(signed.UnverifiedSigs) > 0 {
		return nil, fmt.Errorf("a signature is by nobody whose key was given: %s", signed.UnverifiedSigs[0].Name)
	}
	again, err := note.Sign(signed)
	if err != nil {
		return nil, err
	}
	for _, signature := range signed.Sigs {
		raw, err := base64.StdEncoding.Strict().DecodeString(signature.Base64)
		if err != nil || base64.StdEncoding.EncodeToString(raw) != signature.Base64 {
			return nil, fmt.Errorf("a signature is written in another way than it could be")
		}
	}
	if !bytes.Equal(again, data) {
		return nil, fmt.Errorf("it has bytes that belong to no part of it")
	}
	return signed, nil
}

// A cosigner verifies C2SP cosignature/v1, which x/mod does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), msg)
	return ed25519.Verify(c.key, []byte(signed), signature[8:])
}

func witnessVerifiers(keys []string) ([]note.Verifier, error) {
	var witnesses []note.Verifier
	for _, text := range keys {
		parts := strings.SplitN(text, "+", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("-witness: is no key")
		}
		material, err := base64.StdEncoding.DecodeString(parts[2])
		if err != nil || len(material) != 1+ed25519.PublicKeySize || material[0] != 0x04 {
			return nil, fmt.Errorf("-witness: is no key for cosignatures")
		}
		id := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
		if fmt.Sprintf("%x", id[:4]) != parts[1] {
			return nil, fmt.Errorf("-witness: its id is not that of its name and key")
		}
		witnesses = append(witnesses, cosigner{parts[0], binary.BigEndian.Uint32(id[:4]), material[1:]})
	}
	return witnesses, nil
}
