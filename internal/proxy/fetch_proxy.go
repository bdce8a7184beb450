package proxy

import (
	"errors"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// What the header of the PROXY protocol said that the client's connection began with.
func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "fc_rcvd_proxy", Out: sample.Bool, Needs: sample.Client4, Help: "Whether the client's connection began with a header of the PROXY protocol.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.BoolOf(s.sess.also != nil && s.sess.also.proxied), true
			}),
		},
		tlvFetch("fc_pp_authority", netio.TLVAuthority, sample.Str, "Name that the client asked for, from the PROXY header."),
		tlvFetch("fc_pp_unique_id", netio.TLVUniqueID, sample.Str, "Name of the connection, from the PROXY header."),
		sample.Fetch{
			Name: "fc_pp_tlv", Out: sample.Str, Needs: sample.Client5, Help: "Value of a TLV of the PROXY header, by its number.",
			Args: []sample.Arg{{Name: "id", Kind: sample.ArgStr}},
			Check: func(a sample.Args, _ *sample.Env) error {
				id, err := strconv.ParseUint(a.Str(0), 0, 8)
				if err != nil {
					return errors.New("the number of a TLV is from 0 to 255")
				}
				a[0].Ref = byte(id)
				return nil
			},
			Get: onStream(func(s *Stream, a sample.Args) (sample.Value, bool) { return s.tlv(a[0].Ref.(byte)) }),
		},
	)
}

func tlvFetch(name string, kind byte, out sample.Type, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: out, Needs: sample.Client4, Help: help,
		Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return s.tlv(kind) }),
	}
}

func (s *Stream) tlv(kind byte) (sample.Value, bool) {
	if s.sess.also == nil {
		return sample.Value{}, false
	}
	value, ok := netio.FindTLV(s.sess.also.tlvs, kind)
	return sample.StrOf(value), ok
}
