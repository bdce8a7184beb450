package balance

var _ = register(Algorithm{
	Name:    "rdp-cookie",
	Usage:   "rdp-cookie[(<name>)]",
	Help:    "The hash of a cookie of the Remote Desktop Protocol.",
	Refused: "this gateway speaks HTTP",
})
