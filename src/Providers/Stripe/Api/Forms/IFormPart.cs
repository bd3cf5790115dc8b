namespace Signalbox.Providers.Stripe.Api;

/// <summary>Something that can be sent as parameters: a request, or a group of parameters in one.</summary>
internal interface IFormPart
{
    /// <summary>Writes the members that are set, under the names that Stripe's API reference gives them.</summary>
    void WriteTo(FormWriter form);
}
