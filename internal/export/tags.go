package export

// A meaning is a letter of the typed form and its word in JSON.
type meaning struct {
	letter byte
	word   string
}

// The words of the first three letters, in the order of the schema. 0 stands for none of the letters.
var (
	origins = []meaning{{'M', "Metric"}, {'S', "Status"}, {'K', "Key"}, {'C', "Config"}, {'P', "Product"}, {0, "Unknown"}}
	natures = []meaning{{'G', "Gauge"}, {'L', "Limit"}, {'m', "Min"}, {'M', "Max"}, {'R', "Rate"}, {'C', "Counter"},
		{'D', "Duration"}, {'A', "Age"}, {'T', "Time"}, {'N', "Name"}, {'O', "Output"}, {'a', "Avg"}, {0, "Unknown"}}
	scopes = []meaning{{'C', "Cluster"}, {'P', "Process"}, {'S', "Service"}, {'s', "System"}, {0, "Unknown"}}
)

func word(of []meaning, letter byte) string {
	for _, m := range of {
		if m.letter == letter {
			return m.word
		}
	}
	return "Unknown"
}
