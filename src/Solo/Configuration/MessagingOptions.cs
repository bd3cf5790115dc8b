namespace Orleans.Configuration;

/// <summary>How requests are sent.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for an answer before it gets a <see cref="TimeoutException"/>, where the method does not say.</summary>
    /// <value>More than zero. Default 30 seconds.</value>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How requests are sent and received by a silo.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>
    /// The most requests that wait for, or run in, one activation. One more is refused with <see cref="LimitExceededException"/>; one-way
    /// requests are refused too, which is logged and counted.
    /// </summary>
    /// <value>0 or less for no limit. Default 10,000 (Orleans' default is no limit: here every queue is bounded).</value>
    public int MaxEnqueuedRequestsHardLimit { get; set; } = 10_000;

    /// <summary>The same for an activation of a stateless worker.</summary>
    /// <value>0 or less for no limit. Default 10,000.</value>
    public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; } = 10_000;

    /// <summary>How often a request is passed on by activations that end before they serve anything, before it is refused.</summary>
    /// <value>0 or more. Default 2.</value>
    public int MaxForwardCount { get; set; } = 2;
}
