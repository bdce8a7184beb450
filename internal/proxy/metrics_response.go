package proxy

import "metergate/internal/metric"

// hrsp holds the counters of response classes: 1xx to 5xx at 0 to 4, all other statuses at 5.
var hrsp = [6]*metric.Counter{
	responses(39, "1xx", "1xx"),
	responses(40, "2xx", "2xx"),
	responses(41, "3xx", "3xx"),
	responses(42, "4xx", "4xx"),
	responses(43, "5xx", "5xx"),
	responses(44, "other", "other"),
}

func responses(pos int, class, code string) *metric.Counter {
	help := "Responses with a status of " + class + "."
	if class == "other" {
		help = "Responses with a status outside 100 to 599, or with none."
	}
	return metric.NewCounter(metric.Column{
		Name: "hrsp_" + class, CSV: pos, Type: metric.U64, Unit: metric.Responses, On: metric.On(counted, perHTTP|metric.Usage),
		HTTP: perHTTP,
		Prom: metric.ExportedCode("http_responses_total", code, "Responses by the class of their status."),
		Help: help,
	})
}

// hrspClass returns the counter of a status.
func hrspClass(status int) *metric.Counter {
	if c := status/100 - 1; status >= 100 && c < 5 {
		return hrsp[c]
	}
	return hrsp[5]
}

var dresp = metric.NewCounter(metric.Column{
	Name: "dresp", CSV: 11, Type: metric.U64, Unit: metric.Responses, On: metric.On(counted, perRow),
	Prom: metric.Exported("responses_denied_total"),
	Help: "Responses refused by a rule.",
})

var eresp = metric.NewCounter(metric.Column{
	Name: "eresp", CSV: 14, Type: metric.U64, Unit: metric.Responses, On: metric.On(counted, perWork),
	Prom: metric.Exported("response_errors_total"),
	Help: "Responses that were invalid, cut short or late, aborts by the server included.",
})

var srvAbrt = metric.NewCounter(metric.Column{
	Name: "srv_abrt", CSV: 50, Type: metric.U64, Unit: metric.Transfers, On: metric.On(counted, perWork),
	Prom: metric.Exported("server_aborts_total"),
	Help: "Transfers that the server cut.",
})

var eint = metric.NewCounter(metric.Column{
	Name: "eint", CSV: 94, Type: metric.U64, Unit: metric.Errors, On: metric.On(counted, perRow),
	Prom: metric.Exported("internal_errors_total"),
	Help: "Requests and responses that failed inside the gateway.",
})
