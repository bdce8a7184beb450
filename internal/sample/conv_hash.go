package sample

import (
	"hash/crc32"

	"github.com/cespare/xxhash/v2"

	"metergate/internal/hash"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum32 declares a hash of 32 bits, mixed once more when its argument says 1.
func sum32(name, help string, sum func([]byte) uint32) Converter {
	return Converter{
		Name: name, Args: []Arg{{Name: "avalanche", Kind: ArgInt, Optional: true}}, In: Bin, Out: Int, Help: help,
		Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
			h := sum(v.b)
			if a.Int(0) != 0 {
				h = hash.Avalanche(h)
			}
			return IntOf(int64(h)), true
		},
	}
}

func init() {
	seed := []Arg{{Name: "seed", Kind: ArgInt, Optional: true}}
	RegisterConverter(
		sum32("crc32", "CRC-32 of Ethernet and gzip.", crc32.ChecksumIEEE),
		sum32("crc32c", "CRC-32C, as in iSCSI and SCTP.", func(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }),
		sum32("djb2", "Daniel J. Bernstein's hash.", hash.DJB2),
		sum32("sdbm", "Hash of the sdbm database library.", hash.SDBM),
		sum32("wt6", "Hash that mixes more than djb2 and sdbm.", hash.WT6),
		Converter{
			Name: "xxh32", Args: seed, In: Bin, Out: Int,
			Help: "xxHash of 32 bits.",
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				return IntOf(int64(hash.XXH32(v.b, uint32(a.Int(0))))), true
			},
		},
		Converter{
			Name: "xxh3", Args: seed, In: Bin, Out: Int,
			Help: "XXH3 of 64 bits, as a signed number.",
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				return IntOf(int64(hash.XXH3(v.b, uint64(a.Int(0))))), true
			},
		},
		Converter{
			Name: "xxh64", Args: seed, In: Bin, Out: Int,
			Help:  "xxHash of 64 bits, as a signed number.",
			Apply: applyXXH64,
		},
	)
}

func applyXXH64(_ *Ctx, v Value, a Args) (Value, bool) {
	if a.Int(0) == 0 {
		return IntOf(int64(xxhash.Sum64(v.b))), true
	}
	var d xxhash.Digest
	d.ResetWithSeed(uint64(a.Int(0)))
	d.Write(v.b) // never fails
	return IntOf(int64(d.Sum64())), true
}
