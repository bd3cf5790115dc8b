namespace Orleans.Runtime;

/// <summary>Where the current thread is.</summary>
internal static class RuntimeContext
{
    /// <summary>The activation whose turn the current thread runs, if it runs one.</summary>
    internal static IGrainContext? Current => ActivationScheduler.Running?.Owner.Context;
}
