import Foundation

exit(SampleMaker.run(arguments: CommandLine.arguments))
