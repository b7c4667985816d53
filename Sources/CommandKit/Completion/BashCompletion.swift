/// Completion for bash, without the package bash-completion.
struct BashCompletion {
  let lines: [String]

  init(_ tree: CommandTree) {
    let root = tree.root
    let name = root.name
    let function = "_" + name
    let commands = root.subcommands
    let names = commands.map(\.name).joined(separator: " ")
    var lines = [
      "# bash completion for \(name); source it, or install it among bash's completions.", "",
    ]
    lines += Self.helpers(function) + ["", "\(function)() {"]
    lines += [
      "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" command= option= word= index",
      "  COMPREPLY=()",
      "  case \"$cur\" in = | :) cur= ;; esac",
      "  # A word with : or = is several to bash; what stands before the cursor is put together again.",
      "  local line=\"${COMP_LINE:0:COMP_POINT}\"",
      "  local typed=\"${line##*[[:space:]]}\"",
      "  for ((index = 1; index < COMP_CWORD; index++)); do",
      "    word=\"${COMP_WORDS[index]}\"",
      "    case \" \(names) \" in *\" $word \"*) command=\"$word\"; break ;; esac",
      "    case \"$word\" in -*) ;; *) break ;; esac",
      "  done",
      "  [ -n \"$command\" ] || command=\(root.defaultSubcommand ?? name)",
      "  case \"$typed\" in",
      "    --*=*) option=\"${typed%%=*}\"; typed=\"${typed#*=}\" ;;",
      "    *)",
      "      local before=\"${line%\"$typed\"}\"",
      "      before=\"${before%\"${before##*[![:space:]]}\"}\"",
      "      option=\"${before##*[[:space:]]}\"",
      "      ;;",
      "  esac",
      "  # What bash has of the typed word already, and puts before what is offered.",
      "  local rest=\"$typed\"",
      "  case \"$COMP_WORDBREAKS\" in *:*) rest=\"${rest##*:}\" ;; esac",
      "  case \"$COMP_WORDBREAKS\" in *=*) rest=\"${rest##*=}\" ;; esac",
      "  local lead=\"${typed%\"$rest\"}\"",
      "  case \"$command\" in",
    ]
    for command in commands { lines += Self.branch(of: command, function) }
    lines += [
      "  esac",
      "  case \"$cur\" in -*) return ;; esac",
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then",
      "    \(function)_words \"\(names)\"",
      "  fi",
      "}", "",
      "complete -o bashdefault -F \(function) \(name)",
    ]
    self.lines = lines
  }

  /// What a command offers: values of the option before the cursor, else options or files.
  private static func branch(of command: CommandInfo, _ function: String) -> [String] {
    var lines = ["    \(command.name))", "      case \"$option\" in"]
    for argument in command.arguments where argument.kind == .option {
      guard !argument.names.isEmpty else { continue }
      let offer: String
      let (heads, tails) = argument.offered
      if argument.values == .files {
        offer = "\(function)_files"
      } else if heads.isEmpty {
        offer = ":"
      } else if !tails.isEmpty {
        offer =
          "\(function)_halves \(list(heads)) \(list(tails))"
      } else {
        offer = "\(function)_\(argument.isList ? "list" : "words") \(list(heads))"
      }
      lines.append("        \(argument.names.joined(separator: "|"))) \(offer); return ;;")
    }
    lines += ["      esac"]
    let options = command.options.flatMap(\.names).joined(separator: " ")
    lines += [
      "      case \"$cur\" in",
      "        -*) \(function)_words \"\(options)\" ;;",
    ]
    if let first = command.positionals.first {
      let (heads, _) = first.offered
      if first.values == .files {
        lines.append("        *) \(function)_files ;;")
      } else if !heads.isEmpty {
        lines.append("        *) \(function)_words \(list(heads)) ;;")
      }
    }
    return lines + ["      esac", "      ;;"]
  }

  private static func list(_ words: [String]) -> String {
    Shell.quoted(words.joined(separator: " "))
  }

  private static func helpers(_ name: String) -> [String] {
    [
      "# Offers words; those with : or = lose what bash takes for a word before the cursor.",
      "\(name)_words() {",
      "  local word",
      "  for word in $1; do",
      "    case \"$word\" in \"$typed\"*) COMPREPLY+=(\"${word#\"$lead\"}\") ;; esac",
      "  done",
      "  case \"$1\" in *.) compopt -o nospace 2>/dev/null ;; esac",
      "}",
      "# Offers the next of several words with commas between them, each once.",
      "\(name)_list() {",
      "  local done= word",
      "  case \"$typed\" in *,*) done=\"${typed%,*},\" ;; esac",
      "  for word in $1; do",
      "    case \",$done\" in *\",$word,\"*) continue ;; esac",
      "    word=\"$done$word\"",
      "    case \"$word\" in \"$typed\"*) COMPREPLY+=(\"${word#\"$lead\"}\") ;; esac",
      "  done",
      "  compopt -o nospace 2>/dev/null",
      "}",
      "# Offers words that end in a dot, and behind the dot what follows one.",
      "\(name)_halves() {",
      "  local word first",
      "  case \"$typed\" in",
      "    *.*)",
      "      first=\"${typed%%.*}\"",
      "      for word in $2; do",
      "        word=\"$first$word\"",
      "        case \"$word\" in \"$typed\"*) COMPREPLY+=(\"${word#\"$lead\"}\") ;; esac",
      "      done",
      "      ;;",
      "    *) \(name)_words \"$1\" ;;",
      "  esac",
      "  compopt -o nospace 2>/dev/null",
      "}",
      "# Offers the names of files and directories.",
      "\(name)_files() {",
      "  local file",
      "  compopt -o filenames 2>/dev/null",
      "  while IFS= read -r file; do COMPREPLY+=(\"$file\"); done < <(compgen -f -- \"$cur\")",
      "}",
    ]
  }
}
