/// A time as `2026-11-21T05:00:00Z`.
///
/// - Parameter seconds: Seconds since the beginning of 1970, leap seconds aside; times before 1970 and after 9999
///   are shown as the nearest that is neither.
/// - Returns: Date and time in UTC by the Gregorian calendar.
func utcText(secondsSince1970 seconds: Int) -> String {
  let seconds = min(max(seconds, 0), 253_402_300_799)
  let (year, month, day) = gregorianDate(daysSince1970: seconds / 86400)
  let second = seconds % 86400
  let time = [second / 3600, second / 60 % 60, second % 60].map { digits($0, 2) }
  return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T"
    + time.joined(separator: ":") + "Z"
}

private func gregorianDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
  func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
  // 400 years are 146,097 days; within them counting is cheap enough.
  var year = 1970 + days / 146_097 * 400
  var rest = days % 146_097
  while rest >= (isLeap(year) ? 366 : 365) {
    rest -= isLeap(year) ? 366 : 365
    year += 1
  }
  let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  var month = 0
  while rest >= lengths[month] {
    rest -= lengths[month]
    month += 1
  }
  return (year, month + 1, rest + 1)
}

private func digits(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
