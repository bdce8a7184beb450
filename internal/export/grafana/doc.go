// Package grafana writes what Grafana needs to show a gateway: a dashboard, and the provisioning of it and of its data
// source, which is the gateway's own query interface or a Prometheus that scrapes it.
//
//	rows of panels (panels_<topic>.go) -> Dashboard -> files -> directory
//
// # Invariants
//
// A panel is declared once, by what it shows; places, numbers and everything that Grafana wants beside that are made of it.
// Expressions work on histograms of both kinds: native ones, as the gateway's history has them, and classic ones, as a
// Prometheus stores them that scrapes text. The same version writes the same bytes.
package grafana
