// Package hash holds the hash functions that the configuration language knows by name, for load balancing
// and for converters alike. They are fast and well spread, and none resists an adversary.
//
//	key -> SDBM | DJB2 | WT6 | XXH32 -> Avalanche (optional) -> bucket
//	key -> XXH3
//
// The standard library has the others: CRC-32 (hash/crc32).
package hash
