import Foundation
import NcursesTerminal
import TerminalKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What goes wrong, by the key that asks for it.
enum Fault {
  /// An index beyond the end: the trap of checked code.
  static func trap(_ place: Int) -> Int { [1, 2, 3][place] }

  /// A sum too large for its type: another trap.
  static func overflow(_ large: Int8) -> Int8 { large + large }

  /// A function that never ends calling itself.
  static func exhaustStack(_ depth: Int) -> Int {
    depth < 0 ? 0 : exhaustStack(depth + 1) + exhaustStack(depth + 2)
  }

  /// A read where nothing is mapped.
  static func readNothing(_ place: UInt) -> UInt8 {
    unsafe UnsafePointer<UInt8>(bitPattern: place)?.pointee ?? 0
  }

  static func inAnotherThread(_ fault: @escaping @Sendable () -> Void) {
    Thread(block: fault).start()
    sleep(10)
  }
}

/// Says something as a library would.
func complain(_ count: Int = 1) {
  for number in 1...count {
    let line = Array("a library's complaint \(number)\n".utf8)
    _ = unsafe write(STDERR_FILENO, line, line.count)
  }
}

let ended = try NcursesTerminal.run { terminal in
  var shown = "ready"
  while true {
    var frame = Frame(terminal.size)
    frame.put(shown, at: .zero)
    terminal.present(frame)
    switch terminal.nextEvent(timeout: nil) {
    case .key(.character("t")): shown = "\(Fault.trap(frame.size.columns))"
    case .key(.character("i")): shown = "\(Fault.overflow(Int8(frame.size.columns)))"
    case .key(.character("o")): shown = "\(Fault.exhaustStack(frame.size.columns))"
    case .key(.character("s")): shown = "\(Fault.readNothing(UInt(frame.size.rows)))"
    case .key(.character("w")):
      let place = frame.size.columns
      Fault.inAnotherThread { print(Fault.trap(place)) }
    case .key(.character("a")): abort()
    case .key(.character("x")): exit(7)
    case .key(.character("e")):
      complain()
      shown = "complained"
    case .key(.character("E")):
      complain(5000)
      shown = "complained much"
    case .key(.character("q")), .terminated: return 0
    case .key(.character("z")): terminal.suspend()
    case .key(let key): shown = "key \(key.name)"
    case .pasted(let text): shown = "pasted \(text)"
    case .mouse, .resized, .resumed, nil: break
    }
  }
}
exit(Int32(ended))
