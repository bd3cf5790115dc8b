using Signalbox.Commands;
using Signalbox.Output;

return await SignalboxCommand.RunAsync(args, Terminal.OfProcess(Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable, TimeProvider.System);
