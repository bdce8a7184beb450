// Package cookie is what a persistence cookie says and how it is written: lines of Cookie fields taken apart, the dates
// behind a server's name, and the line that sets the cookie. It knows no messages, no servers and no clock.
//
//	Cookie: a=1; SRV=s2|ZW7p2|ZW7p1 --Next, Split--> name, value --Policy.Read--> Claim{ID, Last, First}
//	                                                                               | Policy.Judge
//	                                                                               v
//	Set-Cookie: SRV=s1|ZW7pA; path=/ <--Policy.AppendSet-- server's name, dates    Given
//
// Invariants:
//   - Nothing is allocated but by the caller's buffers, and what is returned of a line is a view of it.
//   - A line is taken apart the same way whatever it holds: hostile bytes make cookies of odd names, never an error.
package cookie
