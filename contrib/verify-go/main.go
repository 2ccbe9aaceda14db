// Verifies what a Portcullis ledger exports with the Go team's own code: the
// packages note and tlog that check Go's public checksum database.
//
//	verify-go KEY checkpoint CHECKPOINT
//	verify-go KEY inclusion PROOF LEAF
//	verify-go KEY consistency PROOF OLD-CHECKPOINT
//
// KEY is the file verifier.pub, as it was handed over. It exits with 1 and says
// why if something does not hold.
//
// Build with Debian's packages golang-go and golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o verify-go main.go
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 4 {
		fail(errors.New("usage: verify-go KEY checkpoint|inclusion|consistency FILE [FILE]"))
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(read(os.Args[1])))
	if err != nil {
		fail(err)
	}
	keys := note.VerifierList(verifier)
	switch os.Args[2] {
	case "checkpoint":
		tree := open(read(os.Args[3]), keys)
		fmt.Println("signed:", tree.N, "records, root", tree.Hash)
	case "inclusion":
		inclusion(keys)
	case "consistency":
		consistency(keys)
	default:
		fail(errors.New("unknown command " + os.Args[2]))
	}
}

func inclusion(keys note.Verifiers) {
	index, path, checkpoint := split(read(os.Args[3]), "index ")
	tree := open(checkpoint, keys)
	leaf := tlog.RecordHash([]byte(read(os.Args[4])))
	if err := tlog.CheckRecord(tlog.RecordProof(path), tree.N, tree.Hash, index, leaf); err != nil {
		fail(err)
	}
	fmt.Println("proven: record", index, "is in the log of", tree.N, "records")
}

func consistency(keys note.Verifiers) {
	oldSize, path, checkpoint := split(read(os.Args[3]), "old ")
	old, tree := open(read(os.Args[4]), keys), open(checkpoint, keys)
	if old.N != oldSize {
		fail(errors.New("the proof is for another earlier checkpoint"))
	}
	if err := tlog.CheckTree(tlog.TreeProof(path), tree.N, tree.Hash, old.N, old.Hash); err != nil {
		fail(err)
	}
	fmt.Println("proven: the first", old.N, "of", tree.N, "records were not changed")
}

// open checks the signature of a checkpoint and returns its tree.
func open(text string, keys note.Verifiers) tlog.Tree {
	signed, err := note.Open([]byte(text), keys)
	if err != nil {
		fail(err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != signed.Sigs[0].Name {
		fail(errors.New("not a checkpoint of this log"))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail(err)
	}
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

// split takes a proof apart: its number, its hashes and its checkpoint.
func split(text, label string) (int64, []tlog.Hash, string) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	if !found {
		fail(errors.New("the proof holds no checkpoint"))
	}
	number, path := int64(-1), []tlog.Hash{}
	for _, line := range strings.Split(head, "\n") {
		if strings.HasPrefix(line, label) && number < 0 {
			var err error
			if number, err = strconv.ParseInt(line[len(label):], 10, 64); err != nil {
				fail(err)
			}
		} else if number >= 0 {
			path = append(path, hash(line))
		}
	}
	return number, path, checkpoint
}

func hash(text string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(bytes) != len(hash) {
		fail(errors.New("not a hash: " + text))
	}
	copy(hash[:], bytes)
	return hash
}

func read(path string) string {
	bytes, err := os.ReadFile(path)
	if err != nil {
		fail(err)
	}
	return string(bytes)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "verify-go:", err)
	os.Exit(1)
}
