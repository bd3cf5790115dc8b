using Signalbox.Streams;

namespace Signalbox.Messages;

/// <summary>One message to one recipient, from the request to its last click.</summary>
[Alias("signalbox.message.v1")]
public interface IMessageGrain : IStreamGrain;
