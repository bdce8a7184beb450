package grafana

import (
	"encoding/json"
	"slices"
)

// object is an object of JSON; its members are written in the order of their names.
type object = map[string]any

// Dashboard returns the dashboard in Grafana's format.
func Dashboard() ([]byte, error) {
	text, err := json.MarshalIndent(object{
		"uid": "metergate", "title": "metergate", "tags": []string{"metergate", "haproxy"}, "schemaVersion": 39, "version": 1,
		"editable": true, "graphTooltip": 1, "refresh": "10s", "timezone": "browser",
		"time":       object{"from": "now-1h", "to": "now"},
		"templating": object{"list": variables()},
		"annotations": object{"list": []object{{
			"name": "New process", "enable": true, "iconColor": "blue", "datasource": source,
			"expr": `resets(haproxy_process_uptime_seconds{` + scope + `}[$__interval]) > 0`, "titleFormat": "start or reload",
		}}},
		"panels": panels(),
	}, "", "  ")
	return append(text, '\n'), err
}

// source is the data source that the user chooses.
var source = object{"type": "prometheus", "uid": "${datasource}"}

// variables are the choices at the top of the dashboard.
func variables() []object {
	list := []object{{"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"}}
	for _, v := range [...]struct {
		name, label, query string
		many               bool
	}{
		{"job", "Job", `label_values(haproxy_process_uptime_seconds, job)`, false},
		{"instance", "Gateway", `label_values(haproxy_process_uptime_seconds{job="$job"}, instance)`, false},
		{"frontend", "Frontend", `label_values(haproxy_frontend_status{` + scope + `}, proxy)`, true},
		{"backend", "Backend", `label_values(haproxy_backend_status{` + scope + `}, proxy)`, true},
		{"server", "Server", `label_values(haproxy_server_status{` + scope + `,proxy=~"$backend"}, server)`, true},
	} {
		o := object{"name": v.name, "label": v.label, "type": "query", "datasource": source, "refresh": 2, "sort": 1,
			"query": object{"query": v.query, "refId": v.name}}
		if v.many {
			o["multi"], o["includeAll"], o["allValue"] = true, true, ".*"
			o["current"] = object{"text": "All", "value": "$__all"}
		}
		list = append(list, o)
	}
	return list
}

// columns is the width of a dashboard.
const columns = 24

// panels places the panels of all rows, left to right and top to bottom.
func panels() (all []object) {
	id, y := 0, 0
	next := func() int { id++; return id }
	for _, r := range rows() {
		all = append(all, object{"id": next(), "type": "row", "title": r.Title, "collapsed": false, "panels": []object{}, "gridPos": place(0, y, columns, 1)})
		y++
		x, tallest := 0, 0
		for _, p := range r.Panels {
			w, h := p.size()
			if x+w > columns {
				x, y, tallest = 0, y+tallest, 0
			}
			all = append(all, p.object(next(), place(x, y, w, h)))
			x, tallest = x+w, max(tallest, h)
		}
		y += tallest
	}
	return all
}

func place(x, y, w, h int) object { return object{"x": x, "y": y, "w": w, "h": h} }

func (p *Panel) size() (w, h int) {
	if w = p.Width; w == 0 {
		w = 8
	}
	if p.Kind == "stat" {
		return w, 4
	}
	return w, 8
}

// object is the panel in Grafana's format.
func (p *Panel) object(id int, at object) object {
	kind := p.Kind
	if kind == "" {
		kind = "timeseries"
	}
	o := object{"id": id, "type": kind, "title": p.Title, "gridPos": at, "datasource": source, "targets": p.targets(), "fieldConfig": p.fields(), "options": p.options()}
	if p.About != "" {
		o["description"] = p.About
	}
	return o
}

func (p *Panel) targets() (list []object) {
	for i, q := range p.Queries {
		t := object{"refId": string(rune('A' + i)), "expr": q.expr(), "datasource": source, "range": !q.Instant, "instant": q.Instant}
		if q.Legend != "" {
			t["legendFormat"] = q.Legend
		}
		if p.Kind == "heatmap" {
			t["format"] = "heatmap"
		}
		list = append(list, t)
	}
	return list
}

// fields says how values look.
func (p *Panel) fields() object {
	steps := []object{{"color": "green", "value": nil}}
	if p.Red > 0 {
		steps = append(steps, object{"color": "red", "value": p.Red})
	}
	d := object{"unit": p.Unit, "thresholds": object{"mode": "absolute", "steps": steps}}
	if slices.Contains([]string{"", "timeseries"}, p.Kind) {
		d["min"] = 0
		d["custom"] = object{"lineWidth": 1, "fillOpacity": 10, "showPoints": "never", "stacking": object{"mode": map[bool]string{true: "normal", false: "none"}[p.Stacked]}}
	}
	if p.Kind == "state-timeline" {
		d["mappings"] = []object{{"type": "value", "options": object{"0": object{"text": "not up", "color": "red"}, "1": object{"text": "up", "color": "green"}}}}
	}
	return object{"defaults": d, "overrides": []object{}}
}

func (p *Panel) options() object {
	switch p.Kind {
	case "stat":
		return object{"reduceOptions": object{"calcs": []string{"lastNotNull"}}, "graphMode": "area", "colorMode": "value"}
	case "heatmap":
		return object{"calculate": false, "yAxis": object{"unit": p.Unit}, "color": object{"scheme": "Blues", "mode": "scheme", "exponent": 0.5}}
	case "state-timeline":
		return object{"showValue": "never", "mergeValues": true, "rowHeight": 0.8}
	}
	return object{"legend": object{"displayMode": "table", "placement": "bottom", "calcs": []string{"lastNotNull", "mean", "max"}}, "tooltip": object{"mode": "multi", "sort": "desc"}}
}
