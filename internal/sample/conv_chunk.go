package sample

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

func init() {
	args := func(optional bool) []Arg {
		return []Arg{
			{Name: "separator", Optional: optional},
			{Name: "chunk_size", Kind: ArgInt, Optional: true},
			{Name: "truncate", Kind: ArgInt, Optional: true},
		}
	}
	const rest = "; a shorter chunk at the end counts unless truncate is 1."
	RegisterConverter(
		Converter{
			Name: "be2dec", Args: args(false), In: Bin, Out: Str,
			Help:  "Numbers of chunk_size bytes, most significant first, in decimal with the separator between them" + rest,
			Check: checkDecimal,
			Apply: chunked(func(dst, c []byte) []byte { return strconv.AppendUint(dst, bigEndian(c), 10) }),
		},
		Converter{
			Name: "le2dec", Args: args(false), In: Bin, Out: Str,
			Help:  "Numbers of chunk_size bytes, least significant first, in decimal with the separator between them" + rest,
			Check: checkDecimal,
			Apply: chunked(func(dst, c []byte) []byte { return strconv.AppendUint(dst, littleEndian(c), 10) }),
		},
		Converter{
			Name: "be2hex", Args: args(true), In: Bin, Out: Str,
			Help:  "Two hexadecimal digits for each byte, with the separator after every chunk_size bytes" + rest,
			Check: checkHexChunks,
			Apply: chunked(appendHex),
		},
		Converter{
			Name: "base2", In: Bin, Out: Str,
			Help: "Eight binary digits for each byte.",
			Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
				out := cx.Temp(8 * len(v.b))
				for _, c := range v.b {
					for bit := 7; bit >= 0; bit-- {
						out = append(out, '0'+c>>bit&1)
					}
				}
				return cx.Str(out)
			},
		},
		Converter{
			Name: "htonl", In: Int, Out: Bin,
			Help: "The lower 32 bits of the number, most significant byte first.",
			Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
				return cx.Bin(binary.BigEndian.AppendUint32(cx.Temp(4), uint32(v.lo)))
			},
		},
	)
}

func checkDecimal(a Args, _ *Env) error {
	if n := a.Int(1); n < 1 || n > 8 {
		return fmt.Errorf("chunk_size out of [1..8] range (%d)", n)
	}
	return checkTruncate(a)
}

func checkHexChunks(a Args, _ *Env) error {
	switch {
	case a.Has(1) && a.Int(1) < 1, a.Has(0) && a.Str(0) != "" && !a.Has(1):
		return fmt.Errorf("chunk_size needs to be positive (%d)", a.Int(1))
	case !a.Has(1):
		a[1].Int = 1
	}
	return checkTruncate(a)
}

func checkTruncate(a Args) error {
	if n := a.Int(2); n != 0 && n != 1 {
		return fmt.Errorf("unsupported truncate value (%d)", n)
	}
	return nil
}

// chunked makes the Apply of a converter that writes each chunk on its own.
func chunked(write func(dst, chunk []byte) []byte) func(*Ctx, Value, Args) (Value, bool) {
	return func(cx *Ctx, v Value, a Args) (Value, bool) {
		out, b := cx.Temp(4*len(v.b)), v.b
		for i := 0; len(b) > 0; i++ {
			n := min(len(b), int(a.Int(1)))
			if int64(n) < a.Int(1) && a.Int(2) != 0 {
				break
			}
			if i > 0 {
				out = append(out, a.Str(0)...)
			}
			out, b = write(out, b[:n]), b[n:]
		}
		return cx.Str(out)
	}
}

func bigEndian(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

func littleEndian(b []byte) (n uint64) {
	for i, c := range b {
		n |= uint64(c) << (8 * i)
	}
	return n
}

// appendHex appends two upper-case hexadecimal digits for each byte.
func appendHex(dst, b []byte) []byte {
	for _, c := range b {
		dst = append(dst, upperHex[c>>4], upperHex[c&15])
	}
	return dst
}
