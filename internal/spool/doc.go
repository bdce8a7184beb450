// Package spool is a bounded queue of batches that wait to be delivered, in memory or in a directory, where it outlives
// the process.
//
//	Put(items) ─▶ segment, segment, ... segment ─▶ Head ─▶ (delivered) ─▶ Done
//	                 └── the oldest goes when there is no room
//
// # Invariants
//
// Each batch has a number, one more than that of the batch before; together with the identity of the queue it names the
// batch for ever, so a receiver that sees it twice can tell. Numbers go on over restarts. A number that is missing was
// dropped, and whoever dropped it was told so.
//
// What Head returned is never dropped before Done: a batch that is being delivered is either delivered or dropped, not
// both.
//
// A directory has one owner at a time. Batches that the directory cannot take, as on a full disk, wait in memory, bounded
// too, and in their order.
//
// # The directory
//
// A file `owner` is locked by the process that uses the queue. A file `done` holds one line of text: the word spool, the version 1,
// the identity, the number of the last batch that is done with, and the CRC-32C of what stands before it. It is replaced
// as a whole. Each segment is a file named by the number of its first batch, sixteen hexadecimal digits and `.batches`;
// batches that a receiver will never take are files of the same form, named by the number of theirs and `.aside`; one that was
// refused in parts has a record for each.
//
// Such a file is a sequence of records. Numbers are little-endian:
//
//	offset  bytes
//	0       4      the letters MGSB
//	4       4      CRC-32C of all that follows in the record
//	8       4      n, the length of the payload
//	12      8      the number of the batch
//	20      8      its time, in milliseconds since 1970
//	28      4      how many items it has
//	32      n      the payload, compressed by zstd: for each item its length, as a varint, and its bytes
//
// A record that is cut off, or whose sum is wrong, ends its file: what was in the file behind it is lost, and told.
package spool
