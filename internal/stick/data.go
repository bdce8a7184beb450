package stick

import (
	"fmt"
	"iter"
)

// Data is a kind of data that a table can store of a key. Its number is the one the peers protocol knows it by.
type Data uint8

// The kinds of data, in the order in which dumps show them.
const (
	ServerID Data = iota
	GPT0
	GPC0
	GPC0Rate
	ConnCnt
	ConnRate
	ConnCur
	SessCnt
	SessRate
	HTTPReqCnt
	HTTPReqRate
	HTTPErrCnt
	HTTPErrRate
	BytesInCnt
	BytesInRate
	BytesOutCnt
	BytesOutRate
	GPC1
	GPC1Rate
	ServerKey
	HTTPFailCnt
	HTTPFailRate
	GPT
	GPC
	GPCRate
	GlitchCnt
	GlitchRate
	kinds

	// Kinds is how many kinds of data there are.
	Kinds = kinds
)

// Form is how a kind of data is kept.
type Form uint8

// The forms, with what they take of an entry.
const (
	Number Form = iota // 32 bits
	Long               // 64 bits
	Rate               // events in the last period: 96 bits
	Name               // the number of a name in the table's dictionary: 32 bits
)

func (f Form) words() int { return [...]int{Number: 1, Long: 2, Rate: 3, Name: 1}[f] }

// kind describes a kind of data.
type kind struct {
	name  string
	form  Form
	array bool // takes the number of elements as its argument
	local bool // means something in this process only: peers are not told
}

var byData = [kinds]kind{
	ServerID:     {name: "server_id"},
	GPT0:         {name: "gpt0"},
	GPC0:         {name: "gpc0"},
	GPC0Rate:     {name: "gpc0_rate", form: Rate},
	ConnCnt:      {name: "conn_cnt"},
	ConnRate:     {name: "conn_rate", form: Rate},
	ConnCur:      {name: "conn_cur", local: true},
	SessCnt:      {name: "sess_cnt"},
	SessRate:     {name: "sess_rate", form: Rate},
	HTTPReqCnt:   {name: "http_req_cnt"},
	HTTPReqRate:  {name: "http_req_rate", form: Rate},
	HTTPErrCnt:   {name: "http_err_cnt"},
	HTTPErrRate:  {name: "http_err_rate", form: Rate},
	BytesInCnt:   {name: "bytes_in_cnt", form: Long},
	BytesInRate:  {name: "bytes_in_rate", form: Rate},
	BytesOutCnt:  {name: "bytes_out_cnt", form: Long},
	BytesOutRate: {name: "bytes_out_rate", form: Rate},
	GPC1:         {name: "gpc1"},
	GPC1Rate:     {name: "gpc1_rate", form: Rate},
	ServerKey:    {name: "server_key", form: Name},
	HTTPFailCnt:  {name: "http_fail_cnt"},
	HTTPFailRate: {name: "http_fail_rate", form: Rate},
	GPT:          {name: "gpt", array: true},
	GPC:          {name: "gpc", array: true},
	GPCRate:      {name: "gpc_rate", form: Rate, array: true},
	GlitchCnt:    {name: "glitch_cnt"},
	GlitchRate:   {name: "glitch_rate", form: Rate},
}

// MaxElements is how many elements an array can have.
const MaxElements = 100

// String gives the name that configurations use.
func (d Data) String() string { return byData[d].name }

// Form tells how the data is kept.
func (d Data) Form() Form { return byData[d].form }

// Array tells whether the data is an array of elements.
func (d Data) Array() bool { return byData[d].array }

// Local tells whether the data means nothing to another process.
func (d Data) Local() bool { return byData[d].local }

// DataByName finds a kind of data by the name that configurations use.
func DataByName(name string) (Data, bool) {
	for d := range kinds {
		if byData[d].name == name {
			return d, true
		}
	}
	return 0, false
}

// DataNames lists all names.
func DataNames() []string {
	names := make([]string, kinds)
	for d := range kinds {
		names[d] = d.String()
	}
	return names
}

// Element gives the name of one element as dumps and the Runtime API write it: "gpc2", "gpc2_rate".
func (d Data) Element(i int) string {
	switch d {
	case GPT, GPC:
		return fmt.Sprintf("%v%d", d, i)
	case GPCRate:
		return fmt.Sprintf("gpc%d_rate", i)
	}
	return d.String()
}

// All yields the kinds of data in the order in which dumps show them.
func All() iter.Seq[Data] {
	return func(yield func(Data) bool) {
		for d := range kinds {
			if !yield(d) {
				return
			}
		}
	}
}
