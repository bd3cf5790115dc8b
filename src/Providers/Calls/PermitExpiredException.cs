namespace Signalbox.Providers.Calls;

/// <summary>The permit was not used in time, nothing was sent, and another one is needed. Never leaves the pipeline.</summary>
internal sealed class PermitExpiredException : Exception
{
    internal static readonly PermitExpiredException Instance = new();
}
