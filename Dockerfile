# docker build -t sluice .
# docker run --read-only -p 4317:4317 -p 4318:4318 sluice
#
# The image stands in for the collector's: its paths, its user, its ports. So a deployment changes the image's name only.

FROM maven:3.9-eclipse-temurin-17 AS jar
WORKDIR /src
COPY . .
RUN mvn -B -q -Dquick -DskipTests -pl proto,gateway package

FROM eclipse-temurin:25-jdk AS home
WORKDIR /opt/sluice
COPY --from=jar /src/gateway/target/gateway.jar ./
COPY config/jvm.options ./
COPY scripts/image/gateway bin/
# A Java with only what the gateway needs, and with jcmd, for thread dumps and flight recordings of a running one.
RUN jlink \
      --add-modules java.base,java.logging,java.management,java.naming,java.xml,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported \
      --strip-debug --no-header-files --no-man-pages --compress zip-6 --generate-cds-archive \
      --output jre
# This machine's native libraries, out of the jar; bin/gateway says why.
RUN case "$(uname -m)" in \
      x86_64) zstd=amd64 snappy=x86_64 ;; \
      aarch64) zstd=aarch64 snappy=aarch64 ;; \
      *) echo "no native libraries are chosen for $(uname -m)" >&2; exit 1 ;; \
    esac \
    && mkdir native unpacked && cd unpacked \
    && jar --extract --file ../gateway.jar "linux/$zstd/" "org/xerial/snappy/native/Linux/$snappy/" \
    && mv linux/"$zstd"/libzstd-jni-*.so ../native/libzstd-jni.so \
    && mv org/xerial/snappy/native/Linux/"$snappy"/libsnappyjava.so ../native/ \
    && cd .. && rm -r unpacked
# One run with telemetry, after which the JVM writes down what it loaded and linked. The options are those of bin/gateway.
COPY scripts/image/Training.java /tmp/
RUN java /tmp/Training.java /opt/sluice/jre/bin/java /opt/sluice/gateway.jar /opt/sluice/gateway.aot \
      @/opt/sluice/jvm.options \
      -DZstdNativePath=/opt/sluice/native/libzstd-jni.so \
      -Dorg.xerial.snappy.lib.path=/opt/sluice/native -Dorg.xerial.snappy.lib.name=libsnappyjava.so

# glibc and a shell; everything else comes from the stage before.
FROM debian:trixie-slim
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A telemetry gateway that runs an OpenTelemetry Collector configuration"
COPY --from=home /opt/sluice /opt/sluice
COPY config/container.yaml /etc/otelcol-contrib/config.yaml
COPY config/container.yaml /etc/otelcol/config.yaml
# The collector's names for the command, and the directory that its file_storage writes to unless told otherwise.
RUN for name in gateway otelcol otelcol-contrib otelcol-k8s; do ln -s /opt/sluice/bin/gateway "/$name"; done \
    && mkdir -p /var/lib/otelcol/file_storage \
    && chown -R 10001:10001 /var/lib/otelcol
USER 10001:10001
# OTLP over gRPC, OTLP over HTTP, the gateway's own metrics, health check, live page.
EXPOSE 4317 4318 8888 13133 55679
ENTRYPOINT ["/otelcol-contrib"]
CMD ["--config=/etc/otelcol-contrib/config.yaml"]
