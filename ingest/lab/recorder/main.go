// Command vrecord opens one VStream on VTGate and keeps every response as it came.
//
// The recording is the gzip of repeated { uint32 big-endian length, that many bytes of one vtgate.VStreamResponse }.
// -print FILE shows a recording as JSON lines instead. Without -out nothing is kept: the time printed is then the plain drain of the stream, the yardstick of a benchmark.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"vitess.io/vitess/go/vt/proto/binlogdata"
	"vitess.io/vitess/go/vt/proto/topodata"
	"vitess.io/vitess/go/vt/proto/vtgate"
	"vitess.io/vitess/go/vt/proto/vtgateservice"
)

var (
	address   = flag.String("vtgate", "127.0.0.1:15991", "gRPC address of VTGate")
	request   = flag.String("request", "", "vtgate.VStreamRequest as protobuf JSON (tablet type defaults to PRIMARY)")
	out       = flag.String("out", "", "recording to write (.bin.gz)")
	show      = flag.String("print", "", "recording to print as one JSON line a response")
	idle      = flag.Duration("idle", 0, "stop after this long without an event other than heartbeats (0: never)")
	afterCopy = flag.Duration("after-copy", -1, "stop this long after the overall COPY_COMPLETED (negative: do not stop there)")
	limit     = flag.Duration("limit", 10*time.Minute, "stop after this long in any case")
)

type summary struct {
	Responses  int            `json:"responses"`
	Bytes      int            `json:"bytes"`
	RowChanges int            `json:"rowChanges"`
	Seconds    float64        `json:"seconds"` // from the request to the last event other than a heartbeat
	Events     map[string]int `json:"events"`
	EndedBy    string         `json:"endedBy"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("vrecord: ")
	flag.Parse()
	if *show != "" {
		if err := printRecording(*show); err != nil {
			log.Fatalf("cannot print %s: %v", *show, err)
		}
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), *limit)
	defer cancel()
	responses, failure := open(ctx)
	write, finish := keep()
	seen, err := receive(responses, failure, write)
	err = errors.Join(err, finish())
	line, _ := json.Marshal(seen)
	fmt.Println(string(line))
	if err != nil {
		log.Fatal(err)
	}
}

func open(ctx context.Context) (<-chan *vtgate.VStreamResponse, <-chan error) {
	wanted := &vtgate.VStreamRequest{TabletType: topodata.TabletType_PRIMARY}
	if err := protojson.Unmarshal([]byte(*request), wanted); err != nil {
		log.Fatalf("cannot read -request: %v", err)
	}
	connection, err := grpc.NewClient(*address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(256<<20)))
	if err != nil {
		log.Fatal(err)
	}
	stream, err := vtgateservice.NewVitessClient(connection).VStream(ctx, wanted)
	if err != nil {
		log.Fatal(err)
	}
	responses, failure := make(chan *vtgate.VStreamResponse, 256), make(chan error, 1)
	go func() {
		defer close(responses)
		for {
			response, err := stream.Recv()
			if err != nil {
				failure <- err
				return
			}
			responses <- response
		}
	}()
	return responses, failure
}

func receive(responses <-chan *vtgate.VStreamResponse, failure <-chan error, write func(*vtgate.VStreamResponse) error) (summary, error) {
	seen := summary{Events: map[string]int{}}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	begin := time.Now()
	var quiet, copied <-chan time.Time
	for {
		select {
		case response, more := <-responses:
			if !more {
				seen.EndedBy = "server"
				return seen, <-failure
			}
			news, copyDone := seen.count(response)
			if news {
				seen.Seconds = time.Since(begin).Seconds()
			}
			if *idle > 0 && (news || quiet == nil) {
				quiet = time.After(*idle)
			}
			if copyDone && *afterCopy >= 0 {
				copied = time.After(*afterCopy)
			}
			if err := write(response); err != nil {
				return seen, err
			}
		case <-quiet:
			seen.EndedBy = "idle"
			return seen, nil
		case <-copied:
			seen.EndedBy = "copy completed"
			return seen, nil
		case <-stop:
			seen.EndedBy = "signal"
			return seen, nil
		}
	}
}

// count adds a response; says whether it held anything but heartbeats, and whether it ended the copy of all shards.
func (s *summary) count(response *vtgate.VStreamResponse) (news, copyDone bool) {
	s.Responses++
	s.Bytes += proto.Size(response)
	for _, event := range response.Events {
		s.Events[event.Type.String()]++
		s.RowChanges += len(event.GetRowEvent().GetRowChanges())
		news = news || event.Type != binlogdata.VEventType_HEARTBEAT
		copyDone = copyDone || event.Type == binlogdata.VEventType_COPY_COMPLETED && event.Shard == ""
	}
	return news, copyDone
}

// keep writes to -out; without it responses are dropped.
func keep() (write func(*vtgate.VStreamResponse) error, finish func() error) {
	if *out == "" {
		return func(*vtgate.VStreamResponse) error { return nil }, func() error { return nil }
	}
	file, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	zipped, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	write = func(response *vtgate.VStreamResponse) error { return frame(zipped, response) }
	finish = func() error { return errors.Join(zipped.Close(), file.Close()) }
	return write, finish
}

func frame(to io.Writer, response *vtgate.VStreamResponse) error {
	body, err := proto.Marshal(response)
	if err != nil {
		return err
	}
	if _, err := to.Write(binary.BigEndian.AppendUint32(nil, uint32(len(body)))); err != nil {
		return err
	}
	_, err = to.Write(body)
	return err
}

func printRecording(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	zipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	lines := bufio.NewWriter(os.Stdout)
	defer lines.Flush()
	for {
		var length uint32
		if err := binary.Read(zipped, binary.BigEndian, &length); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		body, response := make([]byte, length), &vtgate.VStreamResponse{}
		if _, err := io.ReadFull(zipped, body); err != nil {
			return err
		}
		if err := proto.Unmarshal(body, response); err != nil {
			return err
		}
		line, err := protojson.Marshal(response)
		if err != nil {
			return err
		}
		fmt.Fprintf(lines, "%s\n", line)
	}
}
