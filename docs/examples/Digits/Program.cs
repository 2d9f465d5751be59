// Trains a network to read handwritten digits. Options: dotnet run -c Release --project docs/examples/Digits -- --help
return Digits.CommandLine.Run(args);
