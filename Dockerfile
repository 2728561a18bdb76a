# The gateway with the `mosaic` command. Build it at the root of the project:
#   docker build -t mosaic-gateway:local .
# Other base images, such as those of a registry of one's own: --build-arg RUNTIME_IMAGE=… BUILD_IMAGE=…
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre
# `prebuilt` takes what ./mosaic build made instead of building here.
ARG APPLICATION=from-source

FROM ${BUILD_IMAGE} AS from-source
WORKDIR /source
COPY . .
RUN rm -rf */target \
    && mvn -B -q -DskipTests -pl gateway,cli -am package \
    && mkdir -p /application/gateway/target /application/cli/target \
    && cp -a mosaic /application/ \
    && cp -a gateway/target/quarkus-app /application/gateway/target/ \
    && cp -a cli/target/mosaic-cli.jar cli/target/lib /application/cli/target/

FROM scratch AS prebuilt
COPY mosaic /application/
COPY gateway/target/quarkus-app /application/gateway/target/quarkus-app
COPY cli/target/mosaic-cli.jar /application/cli/target/
COPY cli/target/lib /application/cli/target/lib

FROM ${APPLICATION} AS application

FROM ${RUNTIME_IMAGE}
# A number, so that whoever runs the image can tell that it is not root.
ARG UID=10001
RUN install -d -m 0700 -o ${UID} -g ${UID} /var/lib/mosaic \
    && ln -s /opt/mosaic/mosaic /usr/local/bin/mosaic
COPY --from=application /application /opt/mosaic
ENV LC_ALL=C.UTF-8 \
    MOSAIC_DATA_DIRECTORY=/var/lib/mosaic \
    MOSAIC_PROFILE_DIR=/var/lib/mosaic/profile
USER ${UID}:${UID}
WORKDIR /var/lib/mosaic
VOLUME /var/lib/mosaic
EXPOSE 8443 8444 8445
# The management listener is on loopback and the image has no HTTP client.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/9443 && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
# The launcher sets the flags that the gateway needs, among them the two jdk.tls.server ones that turn
# TLS session tickets off, and replaces itself by the gateway, which so gets the signals.
ENTRYPOINT ["/opt/mosaic/mosaic"]
CMD ["serve"]
