package proxy

import "metergate/internal/sample"

// ofStream makes the Get of a log variable out of a function on the stream.
func ofStream(get func(s *Stream) (sample.Value, bool)) func(*sample.Ctx) (sample.Value, bool) {
	return func(cx *sample.Ctx) (sample.Value, bool) {
		if s := streamOf(cx); s != nil {
			return get(s)
		}
		return sample.Value{}, false
	}
}

// numberVar declares a log variable of a whole number.
func numberVar(name string, needs sample.Source, help string, read func(s *Stream) int64) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.NumVar, Needs: needs, Help: help,
		Get: ofStream(func(s *Stream) (sample.Value, bool) { return sample.IntOf(read(s)), true }),
	})
}

// textVar declares a log variable of a text; an empty one is missing.
func textVar(name string, kind sample.VarKind, needs sample.Source, help string, read func(s *Stream) string) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: kind, Needs: needs, Help: help,
		Get: ofStream(func(s *Stream) (sample.Value, bool) {
			text := read(s)
			return sample.StringOf(text), text != ""
		}),
	})
}
