# Förväg in a container: the one static program, and nothing else that could need an update.
#
#   docker build -t forvag .
#   docker run -p 8080:8080 -v forvag:/data -e FORVAG_BASE_URL=https://etjanster.almby.example forvag
#
# For PostgreSQL add -e FORVAG_DATABASE_URL=postgres://…; /data then holds the uploaded files and the key. Back it up.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/forvag ./cmd/forvag \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/forvag /usr/bin/forvag
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build /out/tmp /tmp
COPY LICENSE /LICENSE
ENV FORVAG_DATA=/data FORVAG_LISTEN=:8080
USER 65532:65532
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=5s --retries=3 CMD ["/usr/bin/forvag", "health"]
ENTRYPOINT ["/usr/bin/forvag"]
CMD ["serve"]
