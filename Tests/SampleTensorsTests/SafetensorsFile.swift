import Foundation

/// A safetensors file read by another hand than the generator's: with a JSON decoder.
struct SafetensorsFile {
  struct Entry: Decodable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Header: Decodable {
    var entries: [String: Entry] = [:]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys where key.stringValue != "__metadata__" {
        entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
    }
  }

  let headerLength: Int
  let entries: [String: Entry]
  let content: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) throws {
    headerLength = Int(littleEndian(bytes.prefix(8), width: 8)[0])
    let header = Data(bytes[8..<8 + headerLength])
    entries = try JSONDecoder().decode(Header.self, from: header).entries
    content = bytes[(8 + headerLength)...]
  }

  /// The bytes of a tensor.
  func bytes(_ entry: Entry) -> ArraySlice<UInt8> {
    let start = content.startIndex
    return content[start + entry.data_offsets[0]..<start + entry.data_offsets[1]]
  }

  /// The values of a BF16 tensor.
  func bfloat16Values(_ name: String) -> [Float] {
    entries[name].map { bfloat16s(bytes($0)) } ?? []
  }
}
