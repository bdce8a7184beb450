package http1

import "testing"

func FuzzChunkDecoder(f *testing.F) {
	for _, s := range []string{
		"0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "3;a=b\r\nabc\r\n0;x\r\nA: b\r\nHost: c\r\n\r\nrest",
		"3\nabc", "g\r\n", "ffffffffffffffff\r\n", "1\r\nab\r\n", "0\r\nA : b\r\n\r\n", "00000000000000000\r\n", "1 ;\r\nx\r\n0\r\n\r\n",
	} {
		f.Add([]byte(s), uint8(1))
	}
	f.Fuzz(func(t *testing.T, in []byte, piece uint8) {
		var whole, split, again ChunkDecoder
		payload, used, err := decode(&whole, string(in), len(in))
		payload2, used2, err2 := decode(&split, string(in), int(piece)+1)
		if used > len(in) || payload != payload2 || whole.Done() != split.Done() || (err == nil) != (err2 == nil) {
			t.Fatalf("whole %q %d %v\nsplit %q %d %v", payload, used, err, payload2, used2, err2)
		}
		if err != nil && (err.(*Error).Reason != err2.(*Error).Reason || used+err.(*Error).Pos != used2+err2.(*Error).Pos) {
			t.Fatalf("whole %v behind %d\nsplit %v behind %d", err, used, err2, used2)
		}
		if !whole.Done() {
			return
		}
		if used != used2 {
			t.Fatalf("whole consumed %d, split %d", used, used2)
		}
		sent := AppendLastChunk(appendChunk(nil, []byte(payload)), whole.Trailer().Lines())
		payload2, used2, err2 = decode(&again, string(sent), len(sent))
		if payload2 != payload || used2 != len(sent) || err2 != nil || string(again.Trailer().Lines()) != string(whole.Trailer().Lines()) {
			t.Fatalf("%q reparsed: %q %d %v", sent, payload2, used2, err2)
		}
	})
}
