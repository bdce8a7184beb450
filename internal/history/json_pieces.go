package history

import "github.com/prometheus/prometheus/promql"

// pointsOfPiece is how many points are worth a processor; as JSON they have some 60 kB.
const pointsOfPiece = 2000

// piecesOf splits a result into pieces that are long enough to be written side by side. There is one when there is one
// processor for it, or when it has distributions, which can be long.
func piecesOf(m promql.Matrix) (pieces []promql.Matrix) {
	if processors() < 2 {
		return []promql.Matrix{m}
	}
	from, points := 0, 0
	for i := range m {
		if len(m[i].Histograms) > 0 {
			return []promql.Matrix{m}
		}
		if points += len(m[i].Floats); points >= pointsOfPiece {
			pieces = append(pieces, m[from:i+1])
			from, points = i+1, 0
		}
	}
	if from < len(m) {
		pieces = append(pieces, m[from:])
	}
	return pieces
}

// A scribe turns every n-th piece of a result into text, one ahead of what is sent.
type scribe struct {
	ready chan []byte // text of the next piece
	spare chan []byte // memory: of what is written, what is ready, and what is being made
}

// sideBySide writes pieces on several processors, in their order.
func (j *jsonWriter) sideBySide(pieces []promql.Matrix) {
	n := min(processors(), len(pieces))
	scribes, stop := make([]scribe, n), make(chan struct{})
	defer func() {
		for _, s := range scribes {
			for range s.ready { // until it has ended: nobody reads the result any more
			}
		}
	}()
	defer close(stop)
	for i := range scribes {
		scribes[i] = scribe{make(chan []byte, 1), make(chan []byte, 3)}
		go scribes[i].write(pieces, i, n, stop)
	}
	for i := range pieces {
		s := &scribes[i%n]
		text := <-s.ready
		if !j.item(i) {
			return
		}
		j.flush()
		if _, j.err = j.w.Write(text); j.err != nil {
			return
		}
		s.spare <- text[:0]
	}
}

// write turns the pieces i, i+n, i+2n and so on into text.
func (s *scribe) write(pieces []promql.Matrix, i, n int, stop <-chan struct{}) {
	defer close(s.ready)
	j := &jsonWriter{}
	for ; i < len(pieces); i += n {
		select {
		case j.buf = <-s.spare:
		default:
			j.buf = make([]byte, 0, 2*jsonChunk)
		}
		j.series(pieces[i])
		select {
		case s.ready <- j.buf:
		case <-stop:
			return
		}
	}
}
