package proxy

import "metergate/internal/metric"

// The metrics of this package are declared in the files metrics_*.go, one file per subject, as the variables that
// count them. The letters of On are those of the typed form.

// The usual letters of counters of events, kept over a restart with a state file, and the sets of rows they stand on.
const (
	counted = "MCPP"
	perRow  = metric.Rows
	perSide = metric.Sides
	perWork = metric.Backend | metric.Server
	perHTTP = metric.Frontend | metric.Backend | metric.Server
	perConn = metric.Frontend | metric.Listener
)
