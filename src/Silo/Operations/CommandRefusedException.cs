namespace Signalbox.Operations;

/// <summary>A command cannot be what it should be; found out on the way, before the provider was asked for it. Never leaves the provider's commands.</summary>
internal sealed class CommandRefusedException(Outcome outcome) : Exception
{
    /// <summary>The problem.</summary>
    internal Outcome Outcome { get; } = outcome;
}
