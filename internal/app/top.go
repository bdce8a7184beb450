package app

import "metergate/internal/top"

func init() { subcommands["top"] = top.Run }
