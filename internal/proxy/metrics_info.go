package proxy

import (
	"os"

	"metergate/internal/clock"
	"metergate/internal/metric"
)

// The lines of `show info` that are read from the process, in files metrics_info*.go; those that are counted are in
// metrics_process.go.

// infoNumber declares a line of a whole number. Without a series the exporter does not show it.
func infoNumber(pos int, name, tags string, u metric.Unit, series, help string, read func(*Info) int) *metric.Column {
	c := processColumn(pos, name, tags, u, series, help)
	c.Read = metric.Of(func(i *Info, _ *metric.View) metric.Value { return metric.Uint32(read(i)) })
	return metric.Declare(c)
}

// infoText declares a line of text. The exporter shows it, if it has a series, as a label of that name.
func infoText(pos int, name, tags, series, label, help string, read func(*Info) string) *metric.Column {
	c := processColumn(pos, name, tags, metric.String, "", help)
	c.Type = metric.Str
	if series != "" {
		c.Prom = []metric.Series{{Name: series, Label: label}}
	}
	c.Read = metric.Of(func(i *Info, _ *metric.View) metric.Value { return text(read(i)) })
	return metric.Declare(c)
}

func one(*Info) int { return 1 }

// Which program this is.
var (
	_ = infoText(0, "Name", "POSV", "", "", "Name of the product whose interfaces these are.",
		func(*Info) string { return "HAProxy" })
	_ = infoText(1, "Version", "POSV", "", "", "Version whose interfaces these are.",
		func(i *Info) string { return i.Version })
	_ = infoText(2, "Release_date", "POSV", "", "", "Date of the release.",
		func(i *Info) string { return i.Release })
	_ = infoText(66, "Build info", "POSV", "build_info", "version", "Version whose interfaces these are.",
		func(i *Info) string { return i.Version })
	_ = infoText(metric.OwnInfo, "Metergate_version", "POSV", "", "", "Version of this program.",
		func(i *Info) string { return i.Own })
	_ = infoText(50, "node", "COSV", "node", "node", "Name of the node, by default that of the host.",
		func(i *Info) string { return i.Global.Node })
	_ = infoText(51, "description", "COSV", "description", "desc", "Description of the gateway.",
		func(i *Info) string { return i.Global.Description })
)

// Which process this is, and since when.
var (
	_ = infoNumber(3, "Nbthread", "CGSV", metric.Count, "nbthread", "Event loops.",
		func(i *Info) int { return i.Loops.N() })
	_ = infoNumber(4, "Nbproc", "CGSV", metric.Count, "nbproc", "Processes, always 1.", one)
	_ = infoNumber(81, "NbThreadGroups", "CGSV", metric.Count, "nb_thread_groups", "Groups of event loops, always 1.", one)
	_ = infoNumber(5, "Process_num", "KGPV", metric.Count, "relative_process_id", "Relative number of the process, always 1.", one)
	_ = infoNumber(6, "Pid", "SGPV", metric.Count, "", "Number of the process.",
		func(*Info) int { return os.Getpid() })
	_ = infoNumber(74, "BootTime_ms", "MDPV", metric.Milliseconds, "", "Time from the start of the process until it served.",
		func(i *Info) int { return int(i.Boot.Milliseconds()) })
	_ = infoText(71, "Tainted", "SGPV", "", "", "What makes the process special, as bits in hexadecimal; 0 for nothing.",
		func(*Info) string { return "0" })

	_ = infoTime(7, "Uptime", "", "Age of the process.", metric.Str, func(i *Info, v *metric.View) metric.Value {
		return metric.Text(string(clock.AppendUptime(nil, i.uptime(v))))
	})
	_ = infoTime(8, "Uptime_sec", "uptime_seconds", "Age of the process in seconds.", metric.U32,
		func(i *Info, v *metric.View) metric.Value { return metric.Float(i.uptime(v).Seconds()) })
	_ = infoTime(70, "Start_time_sec", "start_time_seconds", "When the process started, in seconds since 1970.", metric.U32,
		func(i *Info, _ *metric.View) metric.Value { return metric.Float(float64(i.Process.Start) / 1e9) })
)

// infoTime declares a line of an age or a moment.
func infoTime(pos int, name, series, help string, t metric.Type, read func(*Info, *metric.View) metric.Value) *metric.Column {
	c := withFraction(processColumn(pos, name, "MDPV", metric.Seconds, series, help))
	c.Type, c.Read = t, metric.Of(read)
	return metric.Declare(c)
}
