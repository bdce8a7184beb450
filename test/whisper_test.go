package test

import (
	"encoding/binary"
	"errors"
	"math"
)

// The form of whisper files, Graphite's own, as its documentation has it. Numbers are big-endian: a head of 16 bytes that ends
// in the number of archives, for each archive its offset, seconds for each point and points, and then the points, a time and
// a value each.
const (
	whisperHead    = 16
	whisperArchive = 12
	whisperPoint   = 12
)

// newestOf returns the newest value of a file with one archive.
func newestOf(file []byte) (value float64, err error) {
	if len(file) < whisperHead+whisperArchive || binary.BigEndian.Uint32(file[12:]) != 1 {
		return 0, errors.New("no whisper file with one archive")
	}
	newest := uint32(0)
	for at := whisperHead + whisperArchive; at+whisperPoint <= len(file); at += whisperPoint {
		if time := binary.BigEndian.Uint32(file[at:]); time > newest {
			newest, value = time, math.Float64frombits(binary.BigEndian.Uint64(file[at+4:]))
		}
	}
	if newest == 0 {
		return 0, errors.New("no point yet")
	}
	return value, nil
}
