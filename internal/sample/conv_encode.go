package sample

import (
	"encoding/base64"
	"strconv"
)

func init() {
	RegisterConverter(
		Converter{
			Name: "hex", In: Bin, Out: Str,
			Help: "Two upper-case hexadecimal digits for each byte.",
			Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
				return cx.Str(appendHex(cx.Temp(2*len(v.b)), v.b))
			},
		},
		Converter{
			Name: "hex2i", In: Str, Out: Int,
			Help:  "The number that the hexadecimal digits stand for, the last 16 of them when there are more; 0 for no digits at all.",
			Apply: applyHex2i,
		},
		encoder("base64", "Base64 (RFC 4648).", base64.StdEncoding),
		encoder("ub64enc", "Base64 for URLs, without padding.", base64.RawURLEncoding),
		decoder("b64dec", Bin, "Bytes of a Base64 text.", base64.StdEncoding),
		decoder("ub64dec", Str, "Text of a Base64 text for URLs, without padding.", base64.RawURLEncoding),
	)
}

func applyHex2i(_ *Ctx, v Value, _ Args) (Value, bool) {
	if len(v.b) == 0 {
		return IntOf(0), true
	}
	n := uint64(0)
	for len(v.b) > 0 {
		part := v.b[:min(len(v.b), 8)]
		v.b = v.b[len(part):]
		d, err := strconv.ParseUint(text(part), 16, 64)
		if err != nil {
			return Value{}, false
		}
		n = n<<(4*len(part)) | d
	}
	return IntOf(int64(n)), true
}

func encoder(name, help string, e *base64.Encoding) Converter {
	return Converter{
		Name: name, In: Bin, Out: Str, Help: help,
		Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
			return cx.Str(e.AppendEncode(cx.Temp(e.EncodedLen(len(v.b))), v.b))
		},
	}
}

// decoder declares a decoding; text that is no encoding gives no value.
func decoder(name string, out Type, help string, e *base64.Encoding) Converter {
	return Converter{
		Name: name, In: Str, Out: out, Help: help,
		Apply: func(cx *Ctx, v Value, _ Args) (Value, bool) {
			b, err := e.AppendDecode(cx.Temp(e.DecodedLen(len(v.b))), v.b)
			if err != nil {
				return Value{}, false
			}
			return Value{typ: out, b: b}, cx.Keep(b)
		},
	}
}
