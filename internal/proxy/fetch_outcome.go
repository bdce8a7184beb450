package proxy

import "metergate/internal/sample"

// What became of a request so far.
func init() {
	always := func(name string, needs sample.Source, help string, read func(*Stream) int64) {
		sample.RegisterFetch(sample.Fetch{
			Name: name, Out: sample.Int, Needs: needs, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return sample.IntOf(read(s)), true }),
		})
	}
	always("txn.status", sample.ResMeta, "Status that the client got; -1 when the connection ended without an answer.",
		func(s *Stream) int64 { return int64(s.status) })
	always("txn.conn_retries", sample.Server4, "Attempts after the first.", func(s *Stream) int64 { return int64(s.retries) })
	always("txn.id32", sample.Internal, "Number of the request.", func(s *Stream) int64 { return int64(uint32(s.id)) })
	always("bc_srv_queue", sample.Server4, "Requests that were served before this one while it waited for its server.",
		func(s *Stream) int64 { return int64(s.serverPos) })
	always("bc_be_queue", sample.Server4, "Requests that were served before this one while it waited for any server.",
		func(s *Stream) int64 { return int64(s.queuePos) })
	always("req.bytes_in", sample.SessEnd|sample.ReqMeta, "Bytes of the request as the client sent it, so far.", (*Stream).BytesRead)
	always("req.bytes_out", sample.SessEnd|sample.ReqMeta, "Bytes of the request as they were sent to servers, so far.", (*Stream).serverSent)
	always("res.bytes_in", sample.SessEnd|sample.ResMeta, "Bytes of the response as the server sent it, so far.", (*Stream).serverRead)
	always("res.bytes_out", sample.SessEnd|sample.ResMeta, "Bytes of the response as they were sent to the client, so far.", (*Stream).BytesSent)
	always("bytes_in", sample.SessEnd|sample.ReqMeta, "As req.bytes_in.", (*Stream).BytesRead)
	always("bytes_out", sample.SessEnd|sample.ResMeta, "As res.bytes_in.", (*Stream).serverRead)
	sample.RegisterFetch(
		sample.Fetch{
			Name: "txn.redispatched", Out: sample.Bool, Needs: sample.Server4, Help: "True when the last retry went to another server.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return sample.BoolOf(s.redispatched), true }),
		},
		sample.Fetch{
			Name: "txn.sess_term_state", Out: sample.Str, Needs: sample.SessEnd | sample.Internal, Help: "What ended the request, and where, in two letters.",
			Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
				s := streamOf(cx)
				if s == nil {
					return sample.Value{}, false
				}
				return cx.Str(append(cx.Temp(2), byte(s.ending.Cause), byte(s.ending.Phase)))
			},
		},
	)
}
