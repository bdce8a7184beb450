package history

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"metergate/internal/export"
)

// Metadata asks for type and help of metrics: of one, or of all.
type Metadata struct {
	Metric string
	// Limit cuts the answer after so many metrics, when it is positive.
	Limit int
}

// Format asks for an expression in its usual form.
type Format struct{ Query string }

// Happened asks for events, the newest when there are more than Limit. A zero End is now.
type Happened struct {
	Start, End time.Time
	Limit      int
}

// maxEvents bounds an answer.
const maxEvents = 5000

func (q Metadata) answer(_ context.Context, s *Store) (*Answer, error) {
	return &Answer{write: func(j *jsonWriter) {
		j.text("{")
		n := 0
		for f := range s.o.Walk().Families() {
			if q.Metric != "" && f.Name != q.Metric || q.Limit > 0 && n == q.Limit {
				continue
			}
			j.item(n)
			n++
			j.family(f)
		}
		j.text("}")
	}}, nil
}

func (j *jsonWriter) family(f *export.Family) {
	j.string(f.Name)
	j.text(`:[{"type":`)
	j.string(f.Type.String())
	j.text(`,"help":`)
	j.string(f.Help)
	j.text(`,"unit":""}]`)
}

func (q Format) answer(context.Context, *Store) (*Answer, error) {
	expr, err := newParser().ParseExpr(q.Query)
	if err != nil {
		return nil, badData(fmt.Errorf(`invalid parameter "query": %w`, err))
	}
	return &Answer{write: func(j *jsonWriter) { j.string(expr.Pretty(0)) }}, nil
}

func (q Happened) answer(_ context.Context, s *Store) (*Answer, error) {
	end, limit := q.End, q.Limit
	if end.IsZero() {
		end = time.Now()
	}
	if limit <= 0 || limit > maxEvents {
		limit = maxEvents
	}
	found, err := s.Events.Between(q.Start, end, limit)
	if err != nil {
		return nil, &Error{Internal, err}
	}
	return &Answer{size: int64(len(found)) * 200, write: func(j *jsonWriter) {
		j.text("[")
		for i, e := range found {
			if !j.item(i) {
				return
			}
			line, err := json.Marshal(e)
			if err != nil {
				j.err = err
				return
			}
			j.buf = append(j.buf, line...)
		}
		j.text("]")
	}}, nil
}
