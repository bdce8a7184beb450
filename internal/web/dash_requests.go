package web

import (
	"net/url"
	"strconv"

	"metergate/internal/flight"
	"metergate/internal/proxy"
)

// mostRequests bounds how many requests an answer holds.
const mostRequests = 50

// singleRequests answers with requests of the flight recorder: the slowest, those that failed (which=failed), or those that
// run now (which=inflight), limited by their names, status and ending.
func singleRequests(rq *proxy.ServiceRequest, fields string) *proxy.ServiceAnswer {
	form, err := url.ParseQuery(fields)
	if err != nil {
		return &proxy.ServiceAnswer{Status: 400, Page: true}
	}
	status, _ := strconv.Atoi(form.Get("code")) // what is no number is no limit
	q := &flight.Query{
		Failed: form.Get("which") == "failed",
		Proxy:  form.Get("proxy"), Server: form.Get("server"), Operation: form.Get("operation"), Consumer: form.Get("consumer"),
		Status: status, Ending: form.Get("ending"), Limit: mostRequests,
	}
	find := rq.Gateway.Flights
	if form.Get("which") == "inflight" {
		find = rq.Gateway.Inflight
	}
	a := &proxy.ServiceAnswer{Status: 200, Fields: [][2]string{
		{"content-type", "application/json"}, {"cache-control", "no-store"}, {"x-content-type-options", "nosniff"},
	}}
	whole(rq, a, flight.AppendJSON(nil, find(q)))
	return a
}
