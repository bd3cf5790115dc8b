namespace Signalbox.Operations;

/// <summary>A command cannot be sent; found out on the way, before the provider was asked for it. Never leaves the provider's commands.</summary>
internal sealed class CommandRefusedException(AttemptResult result) : Exception
{
    /// <summary>What the attempt comes to.</summary>
    internal AttemptResult Result { get; } = result;
}
