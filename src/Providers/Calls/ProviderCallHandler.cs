namespace Signalbox.Providers.Calls;

/// <summary>
/// Sends what a typed client sends through the provider's <see cref="ProviderPipeline"/>. The client's own timeout should be infinite: the
/// pipeline has its own. Every failure but a cancellation by the caller is a <see cref="ProviderCallException"/>.
/// </summary>
/// <param name="pipeline">The provider's pipeline.</param>
public sealed class ProviderCallHandler(ProviderPipeline pipeline) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        pipeline.SendAsync(request, base.SendAsync, cancellationToken);
}
