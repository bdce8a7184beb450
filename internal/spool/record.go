package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"
)

// A Batch is what is delivered together.
type Batch struct {
	// Seq is its number in the queue, from 1.
	Seq uint64
	// At is the time it tells of, in ms since 1970.
	At int64
	// Items are its parts, none of them empty.
	Items [][]byte
}

// The form of a record, see the comment of the package.
const (
	recordHead = 32
	recordMark = "MGSB"
	// maxPayload bounds a payload, compressed and not.
	maxPayload = 64 << 20
)

var (
	sums = crc32.MakeTable(crc32.Castagnoli)
	// errDamaged says that bytes are no record.
	errDamaged = errors.New("the record is damaged")
)

// Encoders and decoders may be used by several goroutines at once.
var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPayload))
)

// appendRecord appends a batch as a record.
func appendRecord(dst []byte, b Batch) ([]byte, error) {
	size := 0
	for _, item := range b.Items {
		size += len(item) + binary.MaxVarintLen32
	}
	plain := make([]byte, 0, size)
	for _, item := range b.Items {
		plain = binary.AppendUvarint(plain, uint64(len(item)))
		plain = append(plain, item...)
	}
	if len(plain) > maxPayload {
		return dst, fmt.Errorf("cannot queue a batch of %d bytes: the most is %d", len(plain), maxPayload)
	}
	from := len(dst)
	dst = append(dst, recordMark+"\x00\x00\x00\x00\x00\x00\x00\x00"...)
	dst = binary.LittleEndian.AppendUint64(dst, b.Seq)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(b.At))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(b.Items)))
	dst = encoder.EncodeAll(plain, dst)
	r := dst[from:]
	binary.LittleEndian.PutUint32(r[8:], uint32(len(r)-recordHead))
	binary.LittleEndian.PutUint32(r[4:], crc32.Checksum(r[8:], sums))
	return dst, nil
}

// cutRecord returns what stands before the payload of the record that b begins with.
func cutRecord(b []byte) (e entry, err error) {
	if len(b) < recordHead || string(b[:4]) != recordMark {
		return e, errDamaged
	}
	n := binary.LittleEndian.Uint32(b[8:])
	if n > maxPayload || int(n) > len(b)-recordHead {
		return e, errDamaged
	}
	e.size = recordHead + int(n)
	if crc32.Checksum(b[8:e.size], sums) != binary.LittleEndian.Uint32(b[4:]) {
		return e, errDamaged
	}
	e.seq = binary.LittleEndian.Uint64(b[12:])
	e.at = int64(binary.LittleEndian.Uint64(b[20:]))
	e.items = int(binary.LittleEndian.Uint32(b[28:]))
	return e, nil
}

// readRecord reads a record back.
func readRecord(r []byte) (b Batch, err error) {
	e, err := cutRecord(r)
	if err != nil {
		return b, err
	}
	plain, err := decoder.DecodeAll(r[recordHead:e.size], nil)
	if err != nil {
		return b, errDamaged
	}
	b = Batch{Seq: e.seq, At: e.at}
	for len(plain) > 0 {
		n, used := binary.Uvarint(plain)
		if used <= 0 || n == 0 || n > uint64(len(plain)-used) {
			return Batch{}, errDamaged
		}
		b.Items = append(b.Items, plain[used:used+int(n):used+int(n)])
		plain = plain[used+int(n):]
	}
	return b, nil
}
