import Artifacts
import HTTPTypes
import HummingbirdCore
import NIOCore

extension TrackingService {
    /// A file, or the part of it that is asked for, in pieces as the client takes them.
    func download(
        _ path: ArtifactPath,
        _ range: String?,
        _ channel: any Channel
    ) async throws(TrackingError) -> Response {
        guard let found = path.owner, path.names.count >= found.depth else {
            throw TrackingError(.resourceDoesNotExist, "There is no '\(path)'.")
        }
        let file = try await artifacts.perform { folder throws(ArtifactFault) in
            try folder.file(path)
        }
        var headers: HTTPFields = [
            .contentType: "application/octet-stream",
            .contentDisposition: Self.disposition(path.names.last ?? []),
            .xContentTypeOptions: "nosniff",
            .acceptRanges: "bytes",
        ]
        guard let range = range.flatMap({ ByteRange($0) }) else {
            return Response(
                status: .ok,
                headers: headers,
                body: body(of: file, 0..<file.size, channel)
            )
        }
        guard let part = range.part(of: file.size) else {
            headers[.contentRange] = "bytes */\(file.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"
        return Response(
            status: .partialContent,
            headers: headers,
            body: body(of: file, part, channel)
        )
    }

    private func body(
        of file: ArtifactFile,
        _ part: Range<Int>,
        _ channel: any Channel
    ) -> ResponseBody {
        ResponseBody(contentLength: part.count) { [artifacts, stalls] writer in
            var offset = part.lowerBound
            while offset < part.upperBound {
                let count = min(HTTPLimits.piece, part.upperBound - offset)
                let piece = try await artifacts.read(file, at: offset, count: count)
                // A file that became shorter: only a cut connection says so by now.
                guard piece.readableBytes == count else { throw CancellationError() }
                let number = stalls.begin(channel)
                defer { stalls.end(number) }
                try await writer.write(piece)
                offset += count
            }
            try await writer.finish(nil)
        }
    }

    /// A name for saving it: in plain letters, and as it is for whoever knows that form.
    private static func disposition(_ name: [UInt8]) -> String {
        let plain = name.map { byte -> Character in
            let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"")
            return isPlain ? Character(Unicode.Scalar(byte)) : "_"
        }
        let encoded = name.map { byte -> String in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || "0123456789-._~".contains(Character(scalar))
            {
                return String(Character(scalar))
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }
        return "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(encoded.joined())"
    }
}
