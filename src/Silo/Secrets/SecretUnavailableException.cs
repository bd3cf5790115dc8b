namespace Signalbox.Secrets;

/// <summary>A sealed value cannot be opened, or none can be sealed, with the master keys that this process has.</summary>
/// <param name="message">Which, and what to do. No secret.</param>
/// <param name="cause">Where it comes from.</param>
internal sealed class SecretUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
