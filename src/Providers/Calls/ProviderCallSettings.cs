namespace Signalbox.Providers.Calls;

/// <summary>How calls are timed, tried again and bounded.</summary>
/// <param name="TotalTimeout">How long a call may take in all.</param>
/// <param name="AttemptTimeout">How long one attempt may take, to the last byte of the answer.</param>
/// <param name="Retries">How often a call that may be repeated is tried again; 0 or more.</param>
/// <param name="FirstRetry">The wait before the second attempt; it doubles with each further one.</param>
/// <param name="LongestRetry">The longest wait; a provider that asks for a longer one is not tried again.</param>
/// <param name="MaxResponseBytes">The largest answer.</param>
public sealed record ProviderCallSettings(
    TimeSpan TotalTimeout, TimeSpan AttemptTimeout, int Retries, TimeSpan FirstRetry, TimeSpan LongestRetry, int MaxResponseBytes);
