package web

import (
	"sync"

	"metergate/internal/metric"
)

// column returns the column of that name, for cells that show several; one without values if there is none.
func column(name string) *metric.Column {
	if c := columns()[name]; c != nil {
		return c
	}
	return noColumn
}

var noColumn = &metric.Column{}

var columns = sync.OnceValue(func() map[string]*metric.Column { return byName(metric.Table()) })

// line returns the line of `show info` of that name, as column does.
func line(name string) *metric.Column {
	if c := lines()[name]; c != nil {
		return c
	}
	return noColumn
}

var lines = sync.OnceValue(func() map[string]*metric.Column { return byName(metric.Info()) })

func byName(list []*metric.Column) map[string]*metric.Column {
	m := make(map[string]*metric.Column, len(list))
	for _, c := range list {
		m[c.Name] = c
	}
	return m
}
