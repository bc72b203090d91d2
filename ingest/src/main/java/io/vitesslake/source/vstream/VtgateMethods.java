package io.vitesslake.source.vstream;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.StreamExecuteRequest;
import io.vitess.proto.Vtgate.StreamExecuteResponse;
import io.vitess.proto.Vtgate.VStreamRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The methods of {@code vtgateservice.Vitess} in use (vtgateservice.proto), described by hand: no generated stubs
 * needed.
 */
final class VtgateMethods {

    private static final String SERVICE = "vtgateservice.Vitess";

    /** Responses stay serialized: they are walked where they are needed. */
    static final MethodDescriptor<VStreamRequest, byte[]> VSTREAM =
            MethodDescriptor.<VStreamRequest, byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "VStream"))
                    .setRequestMarshaller(ProtoUtils.marshaller(VStreamRequest.getDefaultInstance()))
                    .setResponseMarshaller(new BytesMarshaller())
                    .build();

    static final MethodDescriptor<ExecuteRequest, ExecuteResponse> EXECUTE =
            MethodDescriptor.<ExecuteRequest, ExecuteResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Execute"))
                    .setRequestMarshaller(ProtoUtils.marshaller(ExecuteRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(ExecuteResponse.getDefaultInstance()))
                    .build();

    static final MethodDescriptor<StreamExecuteRequest, StreamExecuteResponse> STREAM_EXECUTE =
            MethodDescriptor.<StreamExecuteRequest, StreamExecuteResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "StreamExecute"))
                    .setRequestMarshaller(ProtoUtils.marshaller(StreamExecuteRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(StreamExecuteResponse.getDefaultInstance()))
                    .build();

    private VtgateMethods() {}

    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                // gRPC knows the size of a message, so one array of that size usually takes it all.
                byte[] bytes = new byte[stream.available()];
                int read = stream.readNBytes(bytes, 0, bytes.length);
                byte[] rest = stream.readAllBytes();
                return read == bytes.length && rest.length == 0 ? bytes : join(bytes, read, rest);
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("Cannot read a response")
                        .withCause(e)
                        .asRuntimeException();
            }
        }

        private static byte[] join(byte[] first, int length, byte[] rest) {
            byte[] all = new byte[length + rest.length];
            System.arraycopy(first, 0, all, 0, length);
            System.arraycopy(rest, 0, all, length, rest.length);
            return all;
        }
    }
}
