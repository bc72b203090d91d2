package io.vitesslake.replay;

import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.vitess.proto.Vtgate;
import java.io.InputStream;

/** The two methods of {@code vtgateservice.Vitess} that are served, described by hand: the generated stub would parse every row. */
final class VitessService {

    static final String NAME = "vtgateservice.Vitess";

    static final MethodDescriptor<Vtgate.VStreamRequest, Payload> VSTREAM =
            MethodDescriptor.<Vtgate.VStreamRequest, Payload>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "VStream"))
                    .setRequestMarshaller(ProtoUtils.marshaller(Vtgate.VStreamRequest.getDefaultInstance()))
                    .setResponseMarshaller(new PayloadMarshaller())
                    .build();

    static final MethodDescriptor<Vtgate.ExecuteRequest, Vtgate.ExecuteResponse> EXECUTE =
            MethodDescriptor.<Vtgate.ExecuteRequest, Vtgate.ExecuteResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "Execute"))
                    .setRequestMarshaller(ProtoUtils.marshaller(Vtgate.ExecuteRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(Vtgate.ExecuteResponse.getDefaultInstance()))
                    .build();

    private VitessService() {}

    private static final class PayloadMarshaller implements MethodDescriptor.Marshaller<Payload> {

        @Override
        public InputStream stream(Payload payload) {
            return new PayloadStream(payload);
        }

        @Override
        public Payload parse(InputStream stream) {
            throw new UnsupportedOperationException("Cannot read responses with the server's marshaller.");
        }
    }
}
